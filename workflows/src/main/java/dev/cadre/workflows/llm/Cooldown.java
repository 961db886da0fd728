package dev.cadre.workflows.llm;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a failure cools, for all plans and workers, and for how long. The local model never cools.
 *
 * @param scope what no call goes to meanwhile
 * @param length from the failure on
 * @param untilLifted an operator may lift it before; the admin is told
 * @param onlyWhenFailing applies only once over half of the provider's recent calls failed
 */
public record Cooldown(Scope scope, Duration length, boolean untilLifted, boolean onlyWhenFailing) {

  /** What cools. */
  public enum Scope {
    PROVIDER,
    MODEL,
    KEY,
    KEY_AND_MODEL
  }

  /** Without a Retry-After. */
  public static final Duration DEFAULT = Duration.ofSeconds(30);

  /** Of what time alone does not mend. */
  public static final Duration LASTING = Duration.ofMinutes(5);

  /**
   * The cooldown of a category, empty when it cools nothing.
   *
   * @param retryAfter what the provider asked for
   */
  public static Optional<Cooldown> of(FailureCategory category, @Nullable Duration retryAfter) {
    Duration asked = retryAfter == null ? DEFAULT : retryAfter;
    return Optional.ofNullable(
        switch (category) {
          case TIMEOUT, MALFORMED -> passing(Scope.MODEL, asked);
          case UPSTREAM -> new Cooldown(Scope.PROVIDER, asked, false, true);
          case TRANSPORT, OVERLOADED -> passing(Scope.PROVIDER, asked);
          case RATE_LIMIT, RATE_LIMIT_LONG -> passing(Scope.KEY_AND_MODEL, asked);
          case PROVIDER_QUOTA, AUTH -> new Cooldown(Scope.KEY, LASTING, true, false);
          case MODEL_GONE -> new Cooldown(Scope.MODEL, LASTING, true, false);
          case LOCAL_LIMIT -> passing(Scope.KEY, asked);
          case CONTEXT_TOO_LARGE,
              INVALID_REQUEST,
              CONTENT_POLICY,
              TRUNCATED,
              QUALITY,
              BUDGET,
              COOLING,
              CANCELLED,
              WORKER_LOST,
              EXPRESSION_ERROR,
              OUTPUT_TOO_LARGE,
              TOOL_LOOP,
              TOOL_FAILED,
              OUTCOME_UNKNOWN,
              PLAN_CLOSED,
              FORBIDDEN,
              AGENT_INACTIVE,
              UNDECIDED ->
              null;
        });
  }

  private static Cooldown passing(Scope scope, Duration length) {
    return new Cooldown(scope, length, false, false);
  }
}
