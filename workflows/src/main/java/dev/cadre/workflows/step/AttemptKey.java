package dev.cadre.workflows.step;

import dev.cadre.workflows.plan.PlanId;

/**
 * The identity of one attempt, that is of one call of one provider or tool; the usage row's key.
 *
 * @param occurrence of the step, from 1
 * @param turn how often the model has asked for tools before, in this occurrence
 * @param call which of the tools that the model asked for in this turn, from 1; 0 is the model, or
 *     the tool of a tool step
 * @param target position in the route, from 0
 * @param attempt of the target, from 1, over all rounds of the turn
 */
public record AttemptKey(
    PlanId plan, String step, int occurrence, int turn, int call, int target, int attempt) {

  /** Of a step that has not asked for tools. */
  public AttemptKey(PlanId plan, String step, int occurrence, int target, int attempt) {
    this(plan, step, occurrence, 0, 0, target, attempt);
  }

  /**
   * Whether this is a part of a talk between a model and its tools, after the model's first turn.
   */
  public boolean inTalk() {
    return turn > 0 || call > 0;
  }

  /**
   * {@code plan/step/occurrence/target/try}, in a talk {@code …/occurrence/turn.call/target/try}.
   */
  @Override
  public String toString() {
    String talk = inTalk() ? turn + "." + call + "/" : "";
    return plan + "/" + step + "/" + occurrence + "/" + talk + target + "/" + attempt;
  }
}
