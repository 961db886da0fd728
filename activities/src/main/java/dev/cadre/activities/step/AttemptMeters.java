package dev.cadre.activities.step;

import dev.cadre.stores.step.Bill;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The figures of attempts: how they ended, how long the calls took, what they used and cost. By
 * provider only: ids of plans or tenants would make a series each.
 */
final class AttemptMeters {

  static final String OK = "OK";

  private static final Duration[] BOUNDS = {
    Duration.ofMillis(100),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(15),
    Duration.ofSeconds(60)
  };

  private final MeterRegistry registry;

  AttemptMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  /**
   * An attempt has ended.
   *
   * @param category of its failure, or {@link #OK}
   */
  void ended(String provider, String category) {
    registry.counter("cadre.attempts", "provider", provider, "category", category).increment();
  }

  /** A provider or tool was called. */
  void called(String provider, long nanos) {
    Timer.builder("cadre.attempt")
        .tag("provider", provider)
        .serviceLevelObjectives(BOUNDS)
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** A call with the installation's key was settled. */
  void billed(String provider, Bill bill) {
    tokens(provider, "input", bill.inputTokens());
    tokens(provider, "output", bill.outputTokens());
    tokens(provider, "cached", bill.cachedTokens());
    registry.counter("cadre.cost", "currency", "USD").increment(bill.costUsd().doubleValue());
  }

  private void tokens(String provider, String kind, @Nullable Long count) {
    if (count != null) {
      registry.counter("cadre.tokens", "provider", provider, "kind", kind).increment(count);
    }
  }
}
