package dev.cadre.workflows.expression;

import java.util.function.BooleanSupplier;

/**
 * A limit on the time that many evaluations take together, for callers that can give up: a workflow
 * cannot, because its replay might be slower.
 */
public final class WorkTime {

  /** The time is over. */
  public static final class OverException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OverException() {
      super("The time for evaluations is over.");
    }
  }

  private static final ScopedValue<BooleanSupplier> OVER = ScopedValue.newInstance();

  private WorkTime() {}

  /**
   * Works; the first evaluation that begins when the time is over ends it.
   *
   * @throws OverException when the time was too short
   */
  public static <T> T within(
      BooleanSupplier over, ScopedValue.CallableOp<T, RuntimeException> work) {
    return ScopedValue.where(OVER, over).call(work);
  }

  /** Ends the work when its time is over. */
  public static void check() {
    if (OVER.isBound() && OVER.get().getAsBoolean()) {
      throw new OverException();
    }
  }
}
