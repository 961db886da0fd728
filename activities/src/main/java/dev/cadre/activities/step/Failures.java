package dev.cadre.activities.step;

import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Bill;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;

/**
 * How activities fail: by category, with an {@link AttemptFailure} as the detail. All are marked as
 * benign, that is as expected: Temporal's client logs no stack for them.
 */
public final class Failures {

  /** Type of a failure after which Temporal runs the activity again: nothing was called. */
  public static final String NOT_CALLED = "NOT_CALLED";

  /** What nobody can keep, or tell a model. */
  static final String NO_JSON = "The answer holds a number that is too large for JSON.";

  private Failures() {}

  /** The outcome of an attempt; the workflow decides what follows. */
  public static ApplicationFailure of(AttemptFailure failure) {
    return ApplicationFailure.newBuilder()
        .setType(failure.category().name())
        .setMessage(failure.message())
        .setNonRetryable(true)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .setDetails(failure)
        .build();
  }

  /** A failure before any call. */
  public static AttemptFailure notCalled(FailureCategory category, String message) {
    return new AttemptFailure(
        category, false, null, null, null, null, false, Duration.ZERO, message);
  }

  /**
   * An expression failed.
   *
   * @param pointer where it stands in the plan
   */
  public static ApplicationFailure expression(String pointer, ExpressionException e) {
    return of(notCalled(FailureCategory.EXPRESSION_ERROR, pointer + ": " + e.getMessage()));
  }

  /** What was made is too large to be kept. */
  public static ApplicationFailure tooLarge(String message) {
    return of(notCalled(FailureCategory.OUTPUT_TOO_LARGE, message));
  }

  /** What was called has answered with what is no JSON. */
  static Outcome unkeepable(Attempt attempt, Bill bill) {
    boolean model = attempt.kind() == Attempt.Kind.MODEL;
    return new Outcome.Failure(
        bill,
        new AttemptFailure(
            model ? FailureCategory.MALFORMED : FailureCategory.TOOL_FAILED,
            true,
            bill.httpStatus(),
            null,
            null,
            null,
            false,
            Duration.ZERO,
            NO_JSON));
  }

  /** Nothing was called; Temporal tries again. */
  static ApplicationFailure again(String message, Duration delay) {
    return ApplicationFailure.newBuilder()
        .setType(NOT_CALLED)
        .setMessage(message)
        .setCategory(ApplicationErrorCategory.BENIGN)
        .setNextRetryDelay(delay)
        .build();
  }
}
