package dev.cadre.stores.key;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps callers from waiting for what is down: after some failures in a row nobody is let through
 * for a while, then one at a time, until one succeeds. A failure is a {@link KeyUnavailable}.
 */
final class Breaker {

  private static final Logger LOG = LoggerFactory.getLogger(Breaker.class);

  /** Between two lines of the log about failures; who may not use one key fails again and again. */
  private static final Duration QUIET = Duration.ofMinutes(1);

  private final int limit;
  private final Duration pause;
  private final Clock clock;
  private int failures;
  private Instant closedUntil = Instant.MIN;
  private Instant quietUntil = Instant.MIN;
  private boolean told;

  Breaker(int limit, Duration pause, Clock clock) {
    this.limit = limit;
    this.pause = pause;
    this.clock = clock;
  }

  /** Makes the call, or throws {@link KeyUnavailable} at once. */
  <T> T call(Supplier<T> call) {
    enter();
    KeyUnavailable failure = null;
    try {
      return call.get();
    } catch (KeyUnavailable e) {
      failure = e;
      throw e;
    } finally {
      leave(failure);
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

  private synchronized void leave(@Nullable KeyUnavailable failure) {
    if (failure == null) {
      if (told) {
        LOG.info("The key vault answers again");
      }
      told = false;
      failures = 0;
      return;
    }
    failures++;
    Instant now = clock.instant();
    closedUntil = now.plus(pause);
    if (!told && !now.isBefore(quietUntil)) {
      told = true;
      quietUntil = now.plus(QUIET);
      LOG.atWarn().addKeyValue("cause", failure.getMessage()).log("The key vault fails");
    }
  }
}
