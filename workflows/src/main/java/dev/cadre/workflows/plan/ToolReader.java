package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.ToolStep;
import java.util.Map;

/** Reads {@code kind: tool}. */
final class ToolReader implements KindReader {

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    return new ToolStep(
        id,
        options,
        step.required("tool", "\"http-get\""),
        arguments(step),
        step.flag("repeatable", false));
  }

  @Override
  public boolean calls(Cursor step) {
    return true;
  }

  private static Map<String, Object> arguments(Cursor step) {
    Object arguments = step.tree("arguments");
    if (arguments == null) {
      return Map.of();
    }
    if (!(arguments instanceof Map<?, ?> map)) {
      step.wrongType("arguments", "an object");
      return Map.of();
    }
    return AgentReader.copy(map);
  }
}
