package dev.cadre.workflows.llm;

import dev.cadre.workflows.llm.Next.Fail;
import dev.cadre.workflows.llm.Next.NextTarget;
import dev.cadre.workflows.llm.Next.SameTarget;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What each failure of a model call means: the same target again, the next one, or the end. Pure;
 * chance comes in as an argument.
 */
public final class FailureTable {

  /** The longest wait for one target that a plan accepts; beyond it the route moves on. */
  public static final Duration CAP = Duration.ofSeconds(60);

  private static final Duration SECOND = Duration.ofSeconds(1);

  private FailureTable() {}

  /**
   * Where the attempt stands.
   *
   * @param further calls of this target in this round that followed this category before
   * @param timeLeft of the step's {@code timeout}
   * @param attemptTimeout of one call
   * @param canDouble whether the target can give more output than was asked for
   * @param refusedBefore another target of this step has already refused the request as invalid
   * @param jitter in [0, 1), from the workflow's own source of chance
   */
  public record Standing(
      int further,
      Duration timeLeft,
      Duration attemptTimeout,
      boolean canDouble,
      boolean refusedBefore,
      double jitter) {

    public Standing {
      if (further < 0 || jitter < 0 || jitter >= 1) {
        throw new IllegalArgumentException("further must not be negative, jitter in [0, 1)");
      }
    }
  }

  public static Next next(AttemptFailure failure, Standing standing) {
    if (standing.further < furtherCalls(failure, standing)) {
      Duration delay = delay(failure, standing);
      if (delay.compareTo(standing.timeLeft) < 0) {
        return new SameTarget(
            delay,
            failure.category() == FailureCategory.TRUNCATED,
            failure.category() == FailureCategory.QUALITY);
      }
    }
    if (fails(failure, standing)) {
      return new Fail();
    }
    return switch (failure.category()) {
      case CONTEXT_TOO_LARGE -> new NextTarget(true, false, false);
      case TRUNCATED -> new NextTarget(false, true, false);
      case INVALID_REQUEST -> new NextTarget(false, false, true);
      default -> NextTarget.ANY;
    };
  }

  /** The category to show: RATE_LIMIT with a wait over the cap is RATE_LIMIT_LONG. */
  public static FailureCategory shownAs(AttemptFailure failure) {
    return failure.category() == FailureCategory.RATE_LIMIT && overCap(failure)
        ? FailureCategory.RATE_LIMIT_LONG
        : failure.category();
  }

  private static boolean fails(AttemptFailure failure, Standing standing) {
    return switch (failure.category()) {
      case CONTENT_POLICY,
          BUDGET,
          CANCELLED,
          PLAN_CLOSED,
          FORBIDDEN,
          EXPRESSION_ERROR,
          OUTPUT_TOO_LARGE,
          TOOL_LOOP,
          TOOL_FAILED,
          OUTCOME_UNKNOWN,
          AGENT_INACTIVE,
          UNDECIDED ->
          true;
      case INVALID_REQUEST -> standing.refusedBefore || !failure.targetSpecific();
      case TRANSPORT,
          TIMEOUT,
          UPSTREAM,
          OVERLOADED,
          RATE_LIMIT,
          RATE_LIMIT_LONG,
          PROVIDER_QUOTA,
          AUTH,
          MODEL_GONE,
          CONTEXT_TOO_LARGE,
          TRUNCATED,
          MALFORMED,
          QUALITY,
          LOCAL_LIMIT,
          COOLING,
          WORKER_LOST ->
          false;
    };
  }

  /** The column "same target": calls of this target after the first. */
  private static int furtherCalls(AttemptFailure failure, Standing standing) {
    int listed = listed(failure, standing);
    Boolean advice = failure.shouldRetry();
    return advice == null ? listed : advice ? Math.max(1, listed) : 0;
  }

  private static int listed(AttemptFailure failure, Standing standing) {
    return switch (failure.category()) {
      case TRANSPORT, MALFORMED, QUALITY -> 1;
      case TRUNCATED -> standing.canDouble ? 1 : 0;
      case TIMEOUT -> halfLeft(standing) ? 1 : 0;
      case UPSTREAM -> overCap(failure) ? 0 : 2;
      case OVERLOADED -> failure.retryAfter() != null && !overCap(failure) ? 1 : 0;
      case RATE_LIMIT -> failure.retryAfter() == null ? 1 : overCap(failure) ? 0 : 2;
      default -> 0;
    };
  }

  private static boolean halfLeft(Standing standing) {
    return standing.timeLeft.compareTo(standing.attemptTimeout.dividedBy(2)) >= 0;
  }

  private static boolean overCap(AttemptFailure failure) {
    @Nullable Duration asked = failure.retryAfter();
    return asked != null && asked.compareTo(CAP) > 0;
  }

  /** What the provider asked for, else the row's own pause. */
  private static Duration delay(AttemptFailure failure, Standing standing) {
    @Nullable Duration asked = failure.retryAfter();
    if (asked != null) {
      return asked.compareTo(CAP) > 0 ? CAP : asked;
    }
    return switch (failure.category()) {
      case TRANSPORT -> scaled(Duration.ofMillis(500), 1 + 3 * standing.jitter);
      // 1 s, 2 s, each between half and whole, so that plans which failed together do not return
      // together.
      case UPSTREAM -> scaled(SECOND.multipliedBy(1L << standing.further), halfToWhole(standing));
      case TIMEOUT, TRUNCATED, QUALITY -> Duration.ZERO;
      default -> SECOND;
    };
  }

  private static double halfToWhole(Standing standing) {
    return 0.5 + standing.jitter / 2;
  }

  private static Duration scaled(Duration duration, double factor) {
    return Duration.ofMillis((long) (duration.toMillis() * factor));
  }
}
