package dev.cadre.workflows.plan;

/** How urgent a plan is. */
public enum Priority {
  LOW,
  NORMAL,
  HIGH,
  URGENT
}
