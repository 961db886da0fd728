package dev.cadre.workflows.plan;

/** Where a plan stands. */
public enum PlanStatus {
  SCHEDULED,
  RUNNING,
  WAITING,
  PAUSED,
  COMPLETED,
  FAILED,
  CANCELLED;

  /** Whether the plan has ended (a failed one may be retried as a new run). */
  public boolean terminal() {
    return switch (this) {
      case SCHEDULED, RUNNING, WAITING, PAUSED -> false;
      case COMPLETED, FAILED, CANCELLED -> true;
    };
  }
}
