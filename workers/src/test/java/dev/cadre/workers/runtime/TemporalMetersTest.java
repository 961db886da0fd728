package dev.cadre.workers.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import com.uber.m3.util.Duration;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TemporalMetersTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final TemporalMeters meters = new TemporalMeters(registry);

  @Test
  void addsUpWhatHasTheSameNameAndTags() {
    meters.reportTimer("temporal_request_latency", Map.of("a", "1", "b", "2"), millis(20));
    meters.reportTimer("temporal_request_latency", Map.of("b", "2", "a", "1"), millis(30));
    meters.reportTimer("temporal_request_latency", Map.of("a", "1", "b", "3"), millis(5));

    assertThat(registry.get("temporal_request_latency").tag("b", "2").timer())
        .satisfies(timer -> {
          assertThat(timer.count()).isEqualTo(2);
          assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(50);
        });
    assertThat(registry.get("temporal_request_latency").tag("b", "3").timer().count()).isEqualTo(1);
  }

  @Test
  void showsThemAsHistogram() {
    meters.reportTimer("temporal_request_latency", Map.of("a", "1"), millis(20));

    assertThat(registry.scrape())
        .contains("temporal_request_latency_seconds_bucket{a=\"1\",le=\"+Inf\"} 1");
  }

  @Test
  void keepsATimerInsteadOfFindingItAgain() {
    meters.reportTimer("temporal_request_latency", Map.of("a", "1"), millis(20));
    registry.clear();

    meters.reportTimer("temporal_request_latency", Map.of("a", "1"), millis(20));

    assertThat(registry.find("temporal_request_latency").timer()).as("registered anew").isNull();
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
