package dev.cadre.api.activation;

import dev.cadre.stores.activation.AgentFigures.Figures;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an agent does.
 *
 * @param tasks that have ended: occurrences of steps with a result, or that failed
 * @param successRate of the tasks those with a result; null without any
 * @param errorRate of its calls those that failed; null without any
 * @param medianMillis from a task's first call to its end
 * @param slowMillis the same of the 95th of 100 tasks
 * @param queueLength steps of open plans that name it and have not begun
 * @param costPerTaskUsd of the tasks that have ended, failed calls included; null without any
 * @param score 0 to 100, see {@link #score}; null without any task
 */
record AgentMetrics(
    String name,
    AgentState state,
    long tasks,
    @Nullable Double successRate,
    long calls,
    @Nullable Double errorRate,
    @Nullable Long medianMillis,
    @Nullable Long slowMillis,
    long queueLength,
    long inputTokens,
    long outputTokens,
    String costUsd,
    @Nullable String costPerTaskUsd,
    @Nullable Double score,
    @Nullable Instant lastCalledAt) {

  /** The 0.975 quantile of the normal distribution. */
  private static final double Z = 1.959964;

  private static final int SCALE = 9;

  static AgentMetrics of(Figures figures, AgentState state) {
    long tasks = figures.done() + figures.failed();
    return new AgentMetrics(
        figures.name(),
        state,
        tasks,
        share(figures.done(), tasks),
        figures.calls(),
        share(figures.failures(), figures.calls()),
        millis(figures.median()),
        millis(figures.slow()),
        figures.queued(),
        figures.inputTokens(),
        figures.outputTokens(),
        plain(figures.costUsd()),
        tasks == 0
            ? null
            : plain(
                figures.costUsd().divide(BigDecimal.valueOf(tasks), SCALE, RoundingMode.HALF_UP)),
        tasks == 0 ? null : score(figures.kept(), tasks),
        figures.last());
  }

  /**
   * The performance score: of the tasks that have ended the share whose result was kept, which
   * nobody had done anew, as the lower bound of its 95 % interval, in percent; so few tasks count
   * for less than many. E. B. Wilson, "Probable inference, the law of succession, and statistical
   * inference", 1927.
   */
  static double score(long kept, long tasks) {
    double share = (double) kept / tasks;
    double z2 = Z * Z;
    double middle = share + z2 / (2 * tasks);
    double spread = Z * Math.sqrt((share * (1 - share) + z2 / (4 * tasks)) / tasks);
    double bound = (middle - spread) / (1 + z2 / tasks);
    return Math.max(0, Math.round(bound * 1000) / 10.0);
  }

  private static @Nullable Double share(long part, long all) {
    return all == 0 ? null : Math.round(10_000.0 * part / all) / 10_000.0;
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }

  private static String plain(BigDecimal amount) {
    return amount.stripTrailingZeros().toPlainString();
  }
}
