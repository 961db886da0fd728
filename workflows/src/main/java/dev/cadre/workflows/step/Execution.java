package dev.cadre.workflows.step;

/** How a step's activity runs (DESIGN 3). */
public enum Execution {
  /** A regular activity: a row of its own in the history while it runs. */
  VISIBLE,
  /** A local activity inside the workflow task. */
  INLINE
}
