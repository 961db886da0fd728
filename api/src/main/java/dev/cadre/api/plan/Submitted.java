package dev.cadre.api.plan;

import dev.cadre.workflows.plan.PlanStatus;

/**
 * The answer to a submission.
 *
 * @param status SCHEDULED
 */
record Submitted(String id, PlanStatus status, String workflowId, Links links) {}
