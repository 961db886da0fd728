package dev.cadre.workflows.step;

import org.jspecify.annotations.Nullable;

/** Settles what becomes of an attempt that Temporal has timed out. */
public interface Expiry {

  /**
   * Gives the attempt up: from now on its result comes too late.
   *
   * @return the step's result, where it was committed before; else null
   */
  @Nullable AttemptResult expire(ExpireAttempt attempt);
}
