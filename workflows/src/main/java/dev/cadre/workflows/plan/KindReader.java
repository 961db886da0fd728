package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;

/** Reads the fields of one kind of step. */
interface KindReader {

  /**
   * Reads a step.
   *
   * @param inside reads the steps that it holds
   */
  Step read(Cursor step, String id, StepOptions options, Inside inside);

  /** Whether the step calls a model or a tool. */
  boolean calls(Cursor step);

  /** Whether a step that calls may do so inline. */
  default boolean quick(Cursor step) {
    return true;
  }

  /** Whether {@code when} is a guard of the step. */
  default boolean guarded() {
    return true;
  }

  /** Whether a failure must stop the plan or run another step. */
  default boolean strict() {
    return false;
  }

  /** Whether it does nothing itself but wait for others: no attempts, and no limit by default. */
  default boolean waits() {
    return false;
  }
}
