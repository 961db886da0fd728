package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;

/** An aggregate step without a model, to be committed. */
public record Aggregate(
    TenantId tenant,
    PlanId plan,
    int run,
    String step,
    int occurrence,
    Map<String, Integer> uses,
    List<Frame> frames) {

  public Aggregate {
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }
}
