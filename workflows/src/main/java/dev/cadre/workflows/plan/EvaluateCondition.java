package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;

/**
 * A condition, or a text with templates, to evaluate outside the workflow.
 *
 * @param pointer where it stands in the plan, for the error
 * @param uses the occurrence of each ancestor whose output it may read
 * @param frames the containers around it, as in a call
 */
public record EvaluateCondition(
    TenantId tenant,
    PlanId plan,
    int run,
    String expression,
    String pointer,
    Map<String, Integer> uses,
    List<Frame> frames) {

  public EvaluateCondition {
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }
}
