package dev.cadre.workflows.plan;

import dev.cadre.workflows.tenant.TenantId;

/**
 * The argument of the plan workflow; everything else is read from PostgreSQL by its first activity.
 *
 * @param run from 1; a retry of a failed plan is the next run
 */
public record StartPlan(TenantId tenant, PlanId plan, int run) {}
