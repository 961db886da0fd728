package dev.cadre.activities.step;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Each provider's share of this worker's slots, so that one that hangs starves nobody. A call over
 * the share is given back to Temporal and waits there, without a slot.
 */
public final class Bulkheads {

  private static final long DELAY_MILLIS = 500;

  private final int share;
  private final ConcurrentHashMap<String, Semaphore> shares = new ConcurrentHashMap<>();

  /** A place, to be left by closing it. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Of the given width.
   *
   * @param share calls at once of one provider or tool
   */
  public Bulkheads(int share) {
    if (share < 1) {
      throw new IllegalArgumentException("a bulkhead lets at least one call through");
    }
    this.share = share;
  }

  /** Enters, or fails retryably when the provider's share is used up. */
  Place enter(String provider) {
    Semaphore places = shares.computeIfAbsent(provider, name -> new Semaphore(share));
    if (!places.tryAcquire()) {
      long jitter = ThreadLocalRandom.current().nextLong(DELAY_MILLIS);
      throw Failures.again(
          provider + " has " + share + " calls in flight on this worker",
          Duration.ofMillis(DELAY_MILLIS + jitter));
    }
    return places::release;
  }
}
