package dev.cadre.parts.process;

import java.time.Duration;

/**
 * Pauses between restarts: doubling from {@code first} to {@code most}; a part that ran for longer
 * than {@code settled} begins anew.
 */
public record Backoff(Duration first, Duration most, Duration settled) {

  /** Half a second to ten, forgotten after half a minute of running. */
  public static final Backoff DEFAULT =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));

  public Backoff {
    if (first.isNegative() || first.isZero() || most.compareTo(first) < 0) {
      throw new IllegalArgumentException("needs 0 < first <= most");
    }
  }

  /** How many quick deaths in a row stand after one more, which came after {@code ran}. */
  public int deaths(int before, Duration ran) {
    return ran.compareTo(settled) >= 0 ? 1 : before + 1;
  }

  /** The pause after that many deaths in a row, from 1. */
  public Duration pause(int deaths) {
    int doublings = Math.min(Math.max(deaths - 1, 0), 20);
    Duration pause = first.multipliedBy(1L << doublings);
    return pause.compareTo(most) > 0 ? most : pause;
  }
}
