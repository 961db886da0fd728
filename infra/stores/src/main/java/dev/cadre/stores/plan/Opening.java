package dev.cadre.stores.plan;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.Said;
import dev.cadre.workflows.step.Output;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run of a plan is opened from.
 *
 * @param prior what earlier runs left
 * @param said by reviewers in earlier runs
 * @param stored the snapshot, when this run was opened before
 */
public record Opening(
    Plan plan,
    String requester,
    Output input,
    boolean assertedDecisions,
    List<PriorStep> prior,
    List<Said> said,
    @Nullable PlanSnapshot stored) {

  public Opening {
    prior = List.copyOf(prior);
    said = List.copyOf(said);
  }

  /** The same after what was done before. */
  Opening after(List<PriorStep> left, List<Said> said) {
    return new Opening(plan, requester, input, assertedDecisions, left, said, stored);
  }
}
