package dev.cadre.workflows.plan;

import dev.cadre.workflows.tenant.TenantId;

/** An output that a reviewer wrote for a step, to be checked against the step's schema. */
public record CheckEdit(TenantId tenant, PlanId plan, int run, String step, Object output) {}
