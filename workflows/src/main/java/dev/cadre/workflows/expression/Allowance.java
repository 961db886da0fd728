package dev.cadre.workflows.expression;

/**
 * The work that one evaluation may do, counted in units that do not depend on the machine, so that
 * a replay decides alike. One unit is a node evaluated or a value compared: some tens of
 * nanoseconds.
 */
final class Allowance {

  private static final long UNITS = 4_000_000;

  /** Ends an evaluation that does too much; unchecked, because it crosses CEL's own code. */
  static final class SpentException extends RuntimeException {

    SpentException() {
      super("too much work", null, false, false);
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
