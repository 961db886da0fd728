package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.FailureCategory;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt failed: the detail of the {@code ApplicationFailure} whose type is the category.
 *
 * @param called whether the provider or tool was reached
 * @param status HTTP status, if there was one
 * @param retryAfter what the provider asked for
 * @param shouldRetry {@code x-should-retry}, if it stood
 * @param freesAt when a cooling target or a local limit frees
 * @param refused a connection was refused: the request did not leave (tools)
 * @param elapsed how long the call took
 * @param message one sentence, scrubbed of keys and of the provider's text
 * @param targetSpecific INVALID_REQUEST: the refused parameter belongs to this target, so another
 *     target may take the request
 */
public record AttemptFailure(
    FailureCategory category,
    boolean called,
    @Nullable Integer status,
    @Nullable Duration retryAfter,
    @Nullable Boolean shouldRetry,
    @Nullable Instant freesAt,
    boolean refused,
    Duration elapsed,
    String message,
    boolean targetSpecific) {

  /** A failure that says nothing about a target's own parameters. */
  public AttemptFailure(
      FailureCategory category,
      boolean called,
      @Nullable Integer status,
      @Nullable Duration retryAfter,
      @Nullable Boolean shouldRetry,
      @Nullable Instant freesAt,
      boolean refused,
      Duration elapsed,
      String message) {
    this(
        category,
        called,
        status,
        retryAfter,
        shouldRetry,
        freesAt,
        refused,
        elapsed,
        message,
        false);
  }
}
