package dev.cadre.stores.plan;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan as it stands in the read model.
 *
 * @param name null when the plan's key is gone
 * @param reason a code: why it failed or was cancelled
 * @param failedStep the step that failed
 * @param message a sentence for a person
 * @param cost settled so far
 * @param budget null when the plan has none
 * @param paused ordered to pause; its status follows when the workflow has heard of it
 * @param redoOf null when the plan is no other one done again
 */
public record PlanRead(
    PlanId id,
    TenantId tenant,
    int run,
    PlanStatus status,
    @Nullable String name,
    String type,
    String priority,
    List<String> labels,
    String requester,
    @Nullable String reason,
    @Nullable String failedStep,
    @Nullable String message,
    int stepsTotal,
    int stepsDone,
    Money cost,
    @Nullable BudgetRead budget,
    Instant createdAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable Instant cancelRequestedAt,
    boolean paused,
    @Nullable Origin redoOf) {

  public PlanRead {
    labels = List.copyOf(labels);
  }

  /** The plan that this one redoes, and from which step; null means from the beginning. */
  public record Origin(PlanId plan, @Nullable String from) {}

  /** What a plan may spend, has spent, and has set aside for calls under way. */
  public record BudgetRead(Money limit, Money settled, Money reserved) {}
}
