package dev.cadre.api.plan;

import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.rehearsal.Rehearsed;
import dev.cadre.workflows.step.StepState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a plan ended in a dry run.
 *
 * @param status COMPLETED or FAILED
 * @param order ids of the steps as they ended, whichever way
 */
record DryRun(
    PlanStatus status,
    @Schema(description = "why it failed") @Nullable String reason,
    @Schema(description = "the step that failed it") @Nullable String step,
    @Nullable String message,
    @Nullable Object result,
    @Schema(description = "in the order of the document; what is inside a step stands behind it")
        List<Step> steps,
    @Schema(description = "ids as they ended, whichever way; one for each item and turn")
        List<String> order,
    @Schema(description = "what does not forbid the plan and may still stop it")
        List<PlanWarning> warnings) {

  /**
   * One instance of a step.
   *
   * @param path the item of each container around it, from the outermost in
   */
  @Schema(name = "DryRunStep")
  record Step(
      String id,
      @Schema(
              description =
                  "of the nearest container: a map's from 0, a loop's turn from 1, 0 of a subplan;"
                      + " null outside of containers")
          @Nullable Integer item,
      @Schema(description = "the item of each container around it, from the outermost in")
          List<Integer> path,
      StepState state,
      @Nullable String reason,
      @Nullable String message,
      @Nullable Object output,
      @Schema(description = "the output was made up, because none was said") boolean sampled) {}

  static DryRun of(Rehearsed rehearsed, List<PlanWarning> warnings) {
    return new DryRun(
        rehearsed.status(),
        rehearsed.reason(),
        rehearsed.step(),
        rehearsed.message(),
        rehearsed.result(),
        rehearsed.steps().stream().map(DryRun::step).toList(),
        rehearsed.order(),
        warnings);
  }

  private static Step step(Rehearsed.Line line) {
    return new Step(
        line.id(),
        line.item(),
        line.path(),
        line.state(),
        line.reason(),
        line.message(),
        line.output(),
        line.sampled());
  }
}
