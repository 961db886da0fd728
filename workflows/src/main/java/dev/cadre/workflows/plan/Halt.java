package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import org.jspecify.annotations.Nullable;

/**
 * Why nothing new starts any more in a graph.
 *
 * @param reason a code
 * @param step the step that failed, if one did
 */
public record Halt(String reason, @Nullable String step, @Nullable String message) {

  /** By a step whose failure nothing caught. */
  public static Halt by(Step step, Ending.Failed failed) {
    String reason = failed.reason().equals("REJECTED") ? "REJECTED" : "STEP_FAILED";
    return new Halt(reason, step.id(), failed.message());
  }

  /**
   * The same, told of the container around.
   *
   * @param index of its instance
   */
  public Halt in(Step container, int index) {
    String place =
        switch (container) {
          case MapStep _ -> "item " + index + ": ";
          case LoopStep _ -> "turn " + index + ": ";
          default -> "";
        };
    String inside = step == null ? "" : step + ": ";
    return new Halt(reason, step, place + inside + message);
  }
}
