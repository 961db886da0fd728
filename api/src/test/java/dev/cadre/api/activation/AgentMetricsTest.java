package dev.cadre.api.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.activation.AgentFigures.Figures;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentMetricsTest {

  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static Figures figures(long open, @Nullable Duration ago, boolean lastFailed) {
    return new Figures(
        "anna",
        4,
        1,
        open,
        new BigDecimal("0.06"),
        100,
        50,
        2,
        1,
        1,
        Duration.ofSeconds(2),
        Duration.ofSeconds(9),
        ago == null ? null : NOW.minus(ago),
        lastFailed,
        5);
  }

  /** By E. B. Wilson's formula, with z = 1.96. */
  @ParameterizedTest
  @CsvSource({"3, 3, 43.9", "100, 100, 96.3", "0, 10, 0.0", "1, 2, 9.5", "50, 100, 40.4"})
  void scoresByTheLowerBoundOfWilsonsInterval(long kept, long tasks, double score) {
    assertThat(AgentMetrics.score(kept, tasks)).isEqualTo(score);
  }

  @Test
  void countsTasksWithAResultAndThoseThatFailed() {
    AgentMetrics metrics = AgentMetrics.of(figures(0, Duration.ofHours(1), false), AgentState.IDLE);
    assertThat(metrics.tasks()).isEqualTo(3);
    assertThat(metrics.successRate()).isEqualTo(0.6667);
    assertThat(metrics.errorRate()).isEqualTo(0.25);
    assertThat(metrics.costPerTaskUsd()).isEqualTo("0.02");
    assertThat(metrics.queueLength()).isEqualTo(5);
  }

  @Test
  void knowsNoRateOfWhatWasNeverCalled() {
    AgentMetrics metrics = AgentMetrics.of(Figures.none("anna"), AgentState.REGISTERED);
    assertThat(metrics.successRate()).isNull();
    assertThat(metrics.errorRate()).isNull();
    assertThat(metrics.score()).isNull();
    assertThat(metrics.costPerTaskUsd()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "1, PT1H, false, true, true, BUSY",
    "1, PT1H, true, false, false, BUSY",
    "0, PT1M, false, true, false, OFFLINE",
    "0, PT1M, false, false, false, REGISTERED",
    "0, , false, true, true, REGISTERED",
    "0, PT1M, true, true, true, ERROR",
    "0, PT5M, false, true, true, ACTIVE",
    "0, PT5M1S, false, true, true, IDLE"
  })
  void saysHowAnAgentIs(
      long open,
      @Nullable Duration ago,
      boolean lastFailed,
      boolean active,
      boolean callable,
      AgentState state) {
    assertThat(AgentState.of(figures(open, ago, lastFailed), active, callable, NOW))
        .isEqualTo(state);
  }
}
