package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container is to begin: what it binds for its instances is evaluated and kept.
 *
 * @param uses the occurrence of each step whose output it may read
 * @param frames the containers around it
 * @param keptFrom an earlier occurrence of it (or this one) whose results stand, where the items
 *     are the same; null to begin afresh
 */
public record EnterContainer(
    TenantId tenant,
    PlanId plan,
    int run,
    String step,
    int occurrence,
    Map<String, Integer> uses,
    List<Frame> frames,
    @Nullable Integer keptFrom) {

  public EnterContainer {
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }
}
