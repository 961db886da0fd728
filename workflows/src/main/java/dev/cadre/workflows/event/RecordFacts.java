package dev.cadre.workflows.event;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;

/**
 * Facts of one plan, in order.
 *
 * @param batch counts up within (plan, run); the same batch is written once
 */
public record RecordFacts(TenantId tenant, PlanId plan, int run, int batch, List<Fact> facts) {

  public RecordFacts {
    facts = List.copyOf(facts);
  }
}
