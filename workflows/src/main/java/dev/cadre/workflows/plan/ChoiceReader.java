package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.util.List;
import java.util.Objects;

/** Reads {@code kind: choice}, whose {@code when} is its condition. */
final class ChoiceReader implements KindReader {

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    String condition = step.condition("when");
    if (!step.has("when")) {
      step.missing("when", "`when` is missing; add the condition, such as \"input.long\".");
    }
    List<String> then = Objects.requireNonNullElse(step.texts("then"), List.of());
    List<String> otherwise = Objects.requireNonNullElse(step.texts("else"), List.of());
    if (!step.has("then") && !step.has("else")) {
      step.missing("then", "`then` is missing; name the steps that run when it is true.");
    }
    for (int i = 0; i < otherwise.size(); i++) {
      if (!otherwise.get(i).isEmpty() && then.contains(otherwise.get(i))) {
        step.problems()
            .refuse(
                Problem.Code.OUT_OF_RANGE,
                step.pointer("else") + "/" + i,
                "This step stands in `then` too; a step belongs to one branch.");
      }
    }
    return new ChoiceStep(id, options, Objects.requireNonNullElse(condition, ""), then, otherwise);
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean guarded() {
    return false;
  }
}
