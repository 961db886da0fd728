package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.util.Objects;

/** Reads {@code kind: loop}. */
final class LoopReader implements KindReader {

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    String until = step.condition("until");
    if (!step.has("until")) {
      step.missing("until", "`until` is missing; add the condition that ends it, as in turn > 2.");
    }
    Integer max = step.integer("max", 1, LoopStep.MAX_TURNS);
    return new LoopStep(
        id,
        options,
        inside.one(step, options),
        Objects.requireNonNullElse(until, ""),
        Objects.requireNonNullElse(max, LoopStep.DEFAULT_TURNS));
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }
}
