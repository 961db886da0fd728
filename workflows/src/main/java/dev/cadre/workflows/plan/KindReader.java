package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;

/** Reads the fields of one kind of step. */
interface KindReader {

  Step read(Cursor step, String id, StepOptions options);

  /** Whether the step calls a model or a tool. */
  boolean calls(Cursor step);

  /** Whether {@code when} is a guard of the step. */
  default boolean guarded() {
    return true;
  }

  /** Whether a failure must stop the plan or run another step. */
  default boolean strict() {
    return false;
  }
}
