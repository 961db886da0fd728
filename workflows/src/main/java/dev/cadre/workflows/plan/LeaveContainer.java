package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.util.List;
import java.util.Map;

/**
 * A container has done its work: its output is put together and committed.
 *
 * @param items of a map: the occurrence of the nested step for each item in order, 0 where it has
 *     no output
 * @param uses of a loop: the nested step's occurrence in the last turn, if it has an output; of a
 *     subplan: the occurrence of each of its steps that has one
 * @param frames the containers around it, then its own instance where it is a subplan
 */
public record LeaveContainer(
    TenantId tenant,
    PlanId plan,
    int run,
    String step,
    int occurrence,
    List<Integer> items,
    Map<String, Integer> uses,
    List<Frame> frames) {

  public LeaveContainer {
    items = List.copyOf(items);
    uses = Map.copyOf(uses);
    frames = Frame.list(frames);
  }
}
