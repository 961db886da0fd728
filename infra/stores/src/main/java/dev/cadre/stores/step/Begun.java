package dev.cadre.stores.step;

import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;

/** What beginning an attempt says. */
public sealed interface Begun {

  /**
   * Call now.
   *
   * @param number of this physical call, from 1; it is needed to settle
   */
  record Call(int number) implements Begun {}

  /** Don't call: the step has its result. */
  record Done(AttemptResult result) implements Begun {}

  /**
   * Don't call yet: the step's agent is not active. Nothing stands of the attempt.
   *
   * @param failure AGENT_INACTIVE
   */
  record Held(AttemptFailure failure) implements Begun {}

  /**
   * Don't call: the attempt has failed.
   *
   * @param earlier it did so before, and this is only told again
   */
  record Failed(AttemptFailure failure, boolean earlier) implements Begun {}
}
