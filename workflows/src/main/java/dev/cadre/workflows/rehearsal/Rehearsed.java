package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a plan ended in a rehearsal.
 *
 * @param status COMPLETED or FAILED
 * @param reason as of a plan that ran; null when it completed
 * @param step the step that failed, if one did
 * @param result of a plan that completed
 * @param steps each with all that happened inside of it behind it, in the order of the document and
 *     of the items
 * @param order the ids of the steps as they ended, whichever way; one of each instance
 */
public record Rehearsed(
    PlanStatus status,
    @Nullable String reason,
    @Nullable String step,
    @Nullable String message,
    @Nullable Object result,
    List<Line> steps,
    List<String> order) {

  /**
   * One instance of a step.
   *
   * @param item of the nearest container: a map's from 0, a loop's turn from 1, 0 of a subplan;
   *     null in the plan's own graph
   * @param path the item of each container around it, from the outermost in
   * @param state one that is terminal
   * @param sampled whether the output was made up for want of one that was said
   */
  public record Line(
      String id,
      @Nullable Integer item,
      List<Integer> path,
      StepState state,
      @Nullable String reason,
      @Nullable String message,
      @Nullable Object output,
      boolean sampled) {

    public Line {
      path = List.copyOf(path);
    }
  }

  public Rehearsed {
    steps = List.copyOf(steps);
    order = List.copyOf(order);
  }
}
