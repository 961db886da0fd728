package dev.cadre.stores.plan;

import dev.cadre.workflows.step.StepState;

/**
 * How the instances of a nested step stand: the items of a map, the turns of a loop, the one of a
 * subplan. What is not counted under a state has not begun.
 *
 * @param total of a loop: the turns so far
 */
public record Instances(
    long total,
    long running,
    long waiting,
    long completed,
    long failed,
    long skipped,
    long cancelled) {

  static final Instances NONE = new Instances(0, 0, 0, 0, 0, 0, 0);

  /** How many have ended, however. */
  public long ended() {
    return completed + failed + skipped + cancelled;
  }

  /**
   * The state that stands for all of them.
   *
   * @param container the state of what holds the step
   */
  StepState state(StepState container) {
    if (running > 0) {
      return StepState.RUNNING;
    }
    if (waiting > 0) {
      return StepState.WAITING;
    }
    if (container.terminal() || (ended() == total && total > 0)) {
      return end(container);
    }
    return ended() > 0 ? StepState.RUNNING : StepState.PENDING;
  }

  /** Nothing more begins. */
  private StepState end(StepState container) {
    if (failed > 0) {
      return StepState.FAILED;
    }
    boolean left = container == StepState.FAILED || container == StepState.CANCELLED;
    if (cancelled > 0 || (left && ended() < Math.max(1, total))) {
      return StepState.CANCELLED;
    }
    return completed > 0 ? StepState.COMPLETED : StepState.SKIPPED;
  }
}
