package dev.cadre.api.plan;

import dev.cadre.workflows.plan.PlanStatus;
import java.util.List;

/**
 * The answer to a submission.
 *
 * @param status SCHEDULED
 * @param warnings what does not forbid the plan and may still stop it; it names no user
 */
record Submitted(
    String id, PlanStatus status, String workflowId, Links links, List<PlanWarning> warnings) {}
