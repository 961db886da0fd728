package dev.cadre.workflows.plan;

import dev.cadre.workflows.tenant.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * The argument of the plan workflow; everything else is read from PostgreSQL by its first activity.
 *
 * @param run from 1; a retry of a failed plan is the next run
 * @param carried what the part of this run before left; null in the first
 */
public record StartPlan(TenantId tenant, PlanId plan, int run, @Nullable Carried carried) {

  /** The first part of a run. */
  public StartPlan(TenantId tenant, PlanId plan, int run) {
    this(tenant, plan, run, null);
  }

  /** What the part before left. */
  Carried before() {
    return carried == null ? Carried.NOTHING : carried;
  }

  /** Whether the run goes on from an earlier part of it. */
  public boolean goesOn() {
    return carried != null;
  }
}
