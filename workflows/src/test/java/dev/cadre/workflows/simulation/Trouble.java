package dev.cadre.workflows.simulation;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.time.Instant;

/**
 * How a scripted call fails.
 *
 * @param after what Retry-After says, in seconds; null when it does not stand
 * @param advice {@code x-should-retry}; null when it does not stand
 * @param freesIn seconds until a resting target, which is not called, is free; null when it was
 *     called
 * @param refused the connection was refused
 * @param specific the refused parameter belongs to this target
 */
record Trouble(
    FailureCategory category,
    Integer after,
    Boolean advice,
    Integer freesIn,
    boolean refused,
    boolean specific) {

  static Trouble of(FailureCategory category) {
    return new Trouble(category, null, null, null, false, false);
  }

  private AttemptFailure told(Instant now) {
    return new AttemptFailure(
        category,
        freesIn == null,
        500,
        after == null ? null : Duration.ofSeconds(after),
        advice,
        freesIn == null ? null : now.plusSeconds(freesIn),
        refused,
        Duration.ZERO,
        category.name(),
        specific);
  }

  /** As an activity fails by it. */
  RuntimeException failure(Instant now) {
    AttemptFailure told = told(now);
    return ApplicationFailure.newNonRetryableFailure(told.message(), category.name(), told);
  }
}
