package dev.cadre.workflows.plan;

import dev.cadre.workflows.tenant.TenantId;
import java.util.Map;

/** An aggregate step without a model, to be committed. */
public record Aggregate(
    TenantId tenant, PlanId plan, int run, String step, int occurrence, Map<String, Integer> uses) {

  public Aggregate {
    uses = Map.copyOf(uses);
  }
}
