package dev.cadre.workflows.expression;

import dev.cel.common.CelErrorCode;
import dev.cel.common.exceptions.CelRuntimeException;

/**
 * The work that one evaluation may do, counted in units that do not depend on the machine, so that
 * a replay decides alike. One unit is a node evaluated or a value compared: some tens of
 * nanoseconds.
 */
final class Allowance {

  private static final long UNITS = 4_000_000;

  /**
   * Ends an evaluation that does too much. One of CEL's own kind: for any other CEL would write the
   * arguments of the function into the message, which takes for ever when they are what is too
   * large.
   */
  static final class SpentException extends CelRuntimeException {

    SpentException() {
      super(new IllegalStateException("too much work"), CelErrorCode.ITERATION_BUDGET_EXCEEDED);
    }
  }

  private long left = UNITS;

  void spend(long units) {
    left -= units;
    if (left < 0) {
      throw new SpentException();
    }
  }

  boolean spent() {
    return left < 0;
  }
}
