package dev.cadre.api.limit;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/**
 * Token buckets of one size, one for each key; those that were left alone longest are forgotten.
 */
public final class Buckets {

  private static final int KEPT = 50_000;

  private final long capacity;
  private final long refill;
  private final Duration period;
  private final TimeMeter time;
  private final LastUsed<String, Bucket> buckets = new LastUsed<>(KEPT);

  /**
   * Full at first.
   *
   * @param capacity the most that can be taken at once
   * @param refill what comes back in each period, bit by bit
   */
  public Buckets(long capacity, long refill, Duration period) {
    // Not the clock of the day, which can be set back.
    this(capacity, refill, period, TimeMeter.SYSTEM_NANOTIME);
  }

  Buckets(long capacity, long refill, Duration period, TimeMeter time) {
    this.capacity = capacity;
    this.refill = refill;
    this.period = period;
    this.time = time;
  }

  /**
   * Takes so much, or nothing.
   *
   * @return seconds to wait; 0 where it was taken
   */
  public long take(String key, int cost) {
    ConsumptionProbe probe = bucket(key).tryConsumeAndReturnRemaining(Math.min(cost, capacity));
    return probe.isConsumed()
        ? 0
        : Math.ceilDiv(probe.getNanosToWaitForRefill(), Duration.ofSeconds(1).toNanos());
  }

  /** Gives back what was taken for nothing. */
  void giveBack(String key, int cost) {
    bucket(key).addTokens(Math.min(cost, capacity));
  }

  private Bucket bucket(String key) {
    return buckets.get(key, this::full);
  }

  private Bucket full() {
    return Bucket.builder()
        .addLimit(limit -> limit.capacity(capacity).refillGreedy(refill, period))
        .withCustomTimePrecision(time)
        .build();
  }
}
