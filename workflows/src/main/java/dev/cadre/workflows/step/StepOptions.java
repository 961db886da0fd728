package dev.cadre.workflows.step;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every step may carry.
 *
 * @param dependsOn ids of the steps that must have ended before; the branches of a choice have the
 *     choice here
 * @param when a CEL condition; false skips the step
 * @param timeout of the whole step
 * @param attemptTimeout of one call
 */
public record StepOptions(
    List<String> dependsOn,
    @Nullable String when,
    Duration timeout,
    Duration attemptTimeout,
    Retry retry,
    OnFailure onFailure,
    Execution execution) {

  public static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);
  public static final Duration DEFAULT_ATTEMPT_TIMEOUT = Duration.ofSeconds(60);

  /** The most, and the default, of a step that calls inline. */
  public static final Duration INLINE_TIMEOUT = Duration.ofSeconds(5);

  public static final Duration INLINE_ATTEMPT_TIMEOUT = Duration.ofSeconds(3);

  /** As good as none: the longest that a plan may say, and the default of containers and waits. */
  public static final Duration NO_TIMEOUT = Duration.ofDays(3650);

  public StepOptions {
    dependsOn = List.copyOf(dependsOn);
  }
}
