package dev.cadre.stores.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/**
 * Keeps callers from waiting for what is down: after some failures in a row nobody is let through
 * for a while, then one at a time, until one succeeds. A failure is a {@link KeyUnavailable}.
 */
final class Breaker {

  private final int limit;
  private final Duration pause;
  private final Clock clock;
  private int failures;
  private Instant closedUntil = Instant.MIN;

  Breaker(int limit, Duration pause, Clock clock) {
    this.limit = limit;
    this.pause = pause;
    this.clock = clock;
  }

  /** Makes the call, or throws {@link KeyUnavailable} at once. */
  <T> T call(Supplier<T> call) {
    enter();
    boolean down = false;
    try {
      return call.get();
    } catch (KeyUnavailable e) {
      down = true;
      throw e;
    } finally {
      leave(down);
    }
  }

  private synchronized void enter() {
    if (failures < limit) {
      return;
    }
    Instant now = clock.instant();
    if (now.isBefore(closedUntil)) {
      throw new KeyUnavailable("the key vault has failed " + failures + " times; not asked now");
    }
    // This one tries; the others wait for what comes of it.
    closedUntil = now.plus(pause);
  }

  private synchronized void leave(boolean down) {
    if (!down) {
      failures = 0;
      return;
    }
    failures++;
    closedUntil = clock.instant().plus(pause);
  }
}
