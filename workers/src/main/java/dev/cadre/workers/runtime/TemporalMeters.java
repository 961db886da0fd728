package dev.cadre.workers.runtime;

import com.uber.m3.util.Duration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The figures of Temporal's SDK in Micrometer. It keeps the timers that the SDK's own reporter
 * builds anew for each value.
 */
final class TemporalMeters extends MicrometerClientStatsReporter {

  private final MeterRegistry registry;
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  private record Series(String name, Map<String, String> tags) {}

  TemporalMeters(MeterRegistry registry) {
    super(registry);
    this.registry = registry;
  }

  @Override
  public void reportTimer(String name, Map<String, String> tags, Duration interval) {
    timers
        .computeIfAbsent(new Series(name, tags), this::timer)
        .record(interval.getNanos(), TimeUnit.NANOSECONDS);
  }

  private Timer timer(Series series) {
    Tags tags = Tags.empty();
    for (Map.Entry<String, String> tag : series.tags().entrySet()) {
      tags = tags.and(tag.getKey(), tag.getValue());
    }
    return Timer.builder(series.name()).tags(tags).publishPercentileHistogram().register(registry);
  }
}
