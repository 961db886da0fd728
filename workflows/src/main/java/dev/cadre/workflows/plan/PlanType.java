package dev.cadre.workflows.plan;

/** What a plan is for. */
public enum PlanType {
  FEATURE,
  BUGFIX,
  REFACTOR,
  DOCUMENTATION,
  TEST,
  DELIVERABLE,
  OTHER
}
