package dev.cadre.workflows.step;

import dev.cadre.workflows.plan.PlanId;

/**
 * The identity of one attempt, that is of one call of one provider or tool; the usage row's key.
 *
 * @param occurrence of the step, from 1
 * @param target position in the route, from 0
 * @param attempt of the target, from 1, over all rounds
 */
public record AttemptKey(PlanId plan, String step, int occurrence, int target, int attempt) {

  /** {@code plan/step/occurrence/target/try}. */
  @Override
  public String toString() {
    return plan + "/" + step + "/" + occurrence + "/" + target + "/" + attempt;
  }
}
