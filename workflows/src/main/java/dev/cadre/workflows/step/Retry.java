package dev.cadre.workflows.step;

import java.time.Duration;

/**
 * Rounds over a step's whole route.
 *
 * @param maxTries 1 to 10
 * @param backoff the pause between two rounds
 */
public record Retry(int maxTries, Duration backoff) {

  /** One round. */
  public static final Retry ONCE = new Retry(1, Duration.ZERO);
}
