package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.StepState;

/** How many steps of a plan are at work or wait, in all its scopes; containers do not count. */
public final class Tally {

  private int running;
  private int waiting;
  private int entering;

  int running() {
    return running;
  }

  int waiting() {
    return waiting;
  }

  void moved(StepState from, StepState to) {
    running += is(to, StepState.RUNNING) - is(from, StepState.RUNNING);
    waiting += is(to, StepState.WAITING) - is(from, StepState.WAITING);
  }

  /** Containers that have not begun yet what they hold. */
  int entering() {
    return entering;
  }

  void entering(int change) {
    entering += change;
  }

  /** Bookkeeping that must end before anything else is taken for quiet. */
  void busy(int change) {
    running += change;
  }

  private static int is(StepState state, StepState wanted) {
    return state == wanted ? 1 : 0;
  }
}
