package dev.cadre.stores.plan;

import dev.cadre.workflows.plan.PlanId;

/**
 * A submission that stands.
 *
 * @param answer the body of the first answer
 * @param repeated the plan was there before
 */
public record Accepted(PlanId plan, String answer, boolean repeated) {}
