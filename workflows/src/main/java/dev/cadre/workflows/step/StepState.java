package dev.cadre.workflows.step;

/** Where a step stands. */
public enum StepState {
  PENDING,
  READY,
  RUNNING,
  WAITING,
  COMPLETED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /** Whether nothing more happens to this occurrence of the step. */
  public boolean terminal() {
    return switch (this) {
      case PENDING, READY, RUNNING, WAITING -> false;
      case COMPLETED, FAILED, SKIPPED, CANCELLED -> true;
    };
  }
}
