package dev.cadre.api.plan;

import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.plan.PlanId;
import org.jspecify.annotations.Nullable;

/**
 * Where to go on from a plan.
 *
 * @param temporal the workflow's page; null where there is no UI
 */
record Links(String self, String events, @Nullable String temporal) {

  static Links of(PlanId plan, TemporalSettings temporal) {
    String self = "/v1/plans/" + plan;
    return new Links(self, self + "/events", temporal.page(plan.workflowId()));
  }
}
