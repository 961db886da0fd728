package dev.cadre.activities.tool;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A tool gave no output. */
public final class ToolFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient AttemptFailure failure;

  ToolFailed(AttemptFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  /** Before anything left this machine. */
  public static ToolFailed refused(String message) {
    return new ToolFailed(
        new AttemptFailure(
            FailureCategory.TOOL_FAILED,
            false,
            null,
            null,
            null,
            null,
            false,
            Duration.ZERO,
            message));
  }

  /**
   * The request did not leave.
   *
   * @param connectionRefused nobody listens there
   */
  public static ToolFailed unreached(
      FailureCategory category, boolean connectionRefused, String message) {
    return new ToolFailed(
        new AttemptFailure(
            category, false, null, null, null, null, connectionRefused, Duration.ZERO, message));
  }

  /** After the call. */
  public static ToolFailed called(
      FailureCategory category,
      @Nullable Integer status,
      @Nullable Duration retryAfter,
      Duration elapsed,
      String message) {
    return new ToolFailed(
        new AttemptFailure(
            category, true, status, retryAfter, null, null, false, elapsed, message));
  }

  /** Category, status and one sentence. */
  public AttemptFailure failure() {
    return failure;
  }
}
