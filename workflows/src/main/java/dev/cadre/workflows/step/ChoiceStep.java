package dev.cadre.workflows.step;

import java.util.List;

/**
 * One of two branches is taken. Its output is {@code {"taken": "then" | "else"}}.
 *
 * @param condition CEL, must be a boolean
 * @param then ids of steps that depend on this choice and run when it is true
 * @param otherwise ids of steps that depend on this choice and run when it is false
 */
public record ChoiceStep(
    String id, StepOptions options, String condition, List<String> then, List<String> otherwise)
    implements Step {

  public ChoiceStep {
    then = List.copyOf(then);
    otherwise = List.copyOf(otherwise);
  }
}
