package dev.cadre.api.plan;

import dev.cadre.stores.plan.Money;
import dev.cadre.stores.plan.PlanRead;
import dev.cadre.workflows.plan.PlanStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan as REST shows it.
 *
 * @param name null when the plan's data was erased
 * @param reason a code: why it failed or was cancelled
 * @param step the step that failed
 * @param cost settled so far
 * @param paused ordered to pause; the status follows within moments
 */
record PlanView(
    String id,
    PlanStatus status,
    @Nullable String name,
    String type,
    String priority,
    List<String> labels,
    String requester,
    int run,
    String workflowId,
    @Nullable String reason,
    @Nullable String step,
    @Nullable String message,
    Steps steps,
    Money cost,
    PlanRead.@Nullable BudgetRead budget,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cancelRequestedAt,
    boolean paused,
    @Nullable RedoOf redoOf,
    Links links) {

  /** How many steps there are, and how many have ended. */
  record Steps(int total, int done) {}

  /**
   * The plan that this one redoes.
   *
   * @param from the first step that ran anew; null means all did
   */
  record RedoOf(String plan, @Nullable String from) {

    static @Nullable RedoOf of(PlanRead.@Nullable Origin origin) {
      return origin == null ? null : new RedoOf(origin.plan().toString(), origin.from());
    }
  }

  /** A page of plans. */
  @Schema(name = "PlanPage")
  record Page(List<PlanView> items, @Nullable String next) {}

  static PlanView of(PlanRead plan, Links links) {
    return new PlanView(
        plan.id().toString(),
        plan.status(),
        plan.name(),
        plan.type(),
        plan.priority(),
        plan.labels(),
        plan.requester(),
        plan.run(),
        plan.id().workflowId(),
        plan.reason(),
        plan.failedStep(),
        plan.message(),
        new Steps(plan.stepsTotal(), plan.stepsDone()),
        plan.cost(),
        plan.budget(),
        plan.createdAt(),
        plan.startedAt(),
        plan.finishedAt(),
        plan.cancelRequestedAt(),
        plan.paused(),
        RedoOf.of(plan.redoOf()),
        links);
  }
}
