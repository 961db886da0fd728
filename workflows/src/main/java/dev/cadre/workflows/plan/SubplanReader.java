package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.SubplanStep;
import java.util.Map;

/** Reads {@code kind: subplan}. */
final class SubplanReader implements KindReader {

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    return new SubplanStep(id, options, input(step), inside.all(step), step.tree("result"));
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }

  private static Map<String, Object> input(Cursor step) {
    Object input = step.tree("input");
    if (input == null) {
      return Map.of();
    }
    if (!(input instanceof Map<?, ?> map)) {
      step.wrongType("input", "an object");
      return Map.of();
    }
    return AgentReader.copy(map);
  }
}
