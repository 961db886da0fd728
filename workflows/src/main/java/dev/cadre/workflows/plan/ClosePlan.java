package dev.cadre.workflows.plan;

import dev.cadre.workflows.tenant.TenantId;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a plan is to end.
 *
 * @param status COMPLETED, FAILED or CANCELLED
 * @param step the step that failed, if one did
 * @param uses the occurrence of each step that has an output
 */
public record ClosePlan(
    TenantId tenant,
    PlanId plan,
    int run,
    PlanStatus status,
    @Nullable String reason,
    @Nullable String step,
    @Nullable String message,
    Map<String, Integer> uses) {

  public ClosePlan {
    uses = Map.copyOf(uses);
  }

  static ClosePlan completed(StartPlan start, Map<String, Integer> uses) {
    return new ClosePlan(
        start.tenant(), start.plan(), start.run(), PlanStatus.COMPLETED, null, null, null, uses);
  }

  static ClosePlan halted(StartPlan start, PlanStatus end, Halt halt) {
    return new ClosePlan(
        start.tenant(),
        start.plan(),
        start.run(),
        end,
        halt.reason(),
        halt.step(),
        halt.message(),
        Map.of());
  }
}
