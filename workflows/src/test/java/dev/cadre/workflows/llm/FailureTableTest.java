package dev.cadre.workflows.llm;

import static dev.cadre.workflows.llm.FailureCategory.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cadre.workflows.llm.FailureTable.Standing;
import dev.cadre.workflows.llm.Next.Fail;
import dev.cadre.workflows.llm.Next.NextTarget;
import dev.cadre.workflows.llm.Next.SameTarget;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FailureTableTest {

  private static final Set<FailureCategory> ENDS =
      EnumSet.of(
          INVALID_REQUEST,
          CONTENT_POLICY,
          BUDGET,
          CANCELLED,
          PLAN_CLOSED,
          FORBIDDEN,
          FailureCategory.AGENT_INACTIVE,
          FailureCategory.UNDECIDED,
          EXPRESSION_ERROR,
          OUTPUT_TOO_LARGE,
          TOOL_FAILED,
          OUTCOME_UNKNOWN,
          TOOL_LOOP);

  @ParameterizedTest
  @CsvSource({
    "TRANSPORT,1",
    "TIMEOUT,1",
    "UPSTREAM,2",
    "OVERLOADED,0",
    "RATE_LIMIT,1",
    "RATE_LIMIT_LONG,0",
    "PROVIDER_QUOTA,0",
    "AUTH,0",
    "MODEL_GONE,0",
    "CONTEXT_TOO_LARGE,0",
    "INVALID_REQUEST,0",
    "CONTENT_POLICY,0",
    "TRUNCATED,1",
    "MALFORMED,1",
    "QUALITY,1",
    "LOCAL_LIMIT,0",
    "BUDGET,0",
    "COOLING,0",
    "CANCELLED,0",
    "WORKER_LOST,0",
    "EXPRESSION_ERROR,0",
    "PLAN_CLOSED,0",
    "FORBIDDEN,0",
    "AGENT_INACTIVE,0",
    "UNDECIDED,0",
    "TOOL_FAILED,0",
    "OUTCOME_UNKNOWN,0",
    "TOOL_LOOP,0"
  })
  void callsTheSameTargetAsOftenAsTheTableSays(FailureCategory category, int further) {
    assertThat(furtherCalls(failure(category, null, null))).isEqualTo(further);
  }

  @ParameterizedTest
  @CsvSource({"OVERLOADED,1", "RATE_LIMIT,2", "UPSTREAM,2"})
  void waitsAsLongAsTheProviderAsks(FailureCategory category, int further) {
    AttemptFailure failure = failure(category, Duration.ofSeconds(7), null);

    assertThat(furtherCalls(failure)).isEqualTo(further);
    assertThat(delay(failure, 0, 0.9)).isEqualTo(Duration.ofSeconds(7));
  }

  @ParameterizedTest
  @EnumSource(names = {"OVERLOADED", "RATE_LIMIT", "UPSTREAM"})
  void movesOnWhenTheAskedWaitIsOverTheCap(FailureCategory category) {
    assertThat(furtherCalls(failure(category, FailureTable.CAP, null))).isPositive();
    assertThat(furtherCalls(failure(category, FailureTable.CAP.plusMillis(1), null))).isZero();
  }

  @Test
  void showsALongRateLimitAsSuch() {
    assertThat(FailureTable.shownAs(failure(RATE_LIMIT, Duration.ofSeconds(61), null)))
        .isEqualTo(RATE_LIMIT_LONG);
    assertThat(FailureTable.shownAs(failure(RATE_LIMIT, null, null))).isEqualTo(RATE_LIMIT);
    assertThat(FailureTable.shownAs(failure(OVERLOADED, Duration.ofSeconds(61), null)))
        .isEqualTo(OVERLOADED);
  }

  @ParameterizedTest
  @EnumSource
  void goesOnToTheNextTargetOrEndsWhenTheTriesAreUsedUp(FailureCategory category) {
    Next next = FailureTable.next(failure(category, null, null), standing(9, 0.5));

    assertThat(next instanceof Fail).isEqualTo(ENDS.contains(category));
  }

  @Test
  void asksForALargerTargetWhereOneIsNeeded() {
    assertThat(FailureTable.next(failure(CONTEXT_TOO_LARGE, null, null), standing(0, 0)))
        .isEqualTo(new NextTarget(true, false, false));
    assertThat(FailureTable.next(failure(TRUNCATED, null, null), standing(1, 0)))
        .isEqualTo(new NextTarget(false, true, false));
  }

  @Test
  void doublesTheTokensOnceAfterATruncatedAnswer() {
    assertThat(FailureTable.next(failure(TRUNCATED, null, null), standing(0, 0)))
        .isEqualTo(new SameTarget(Duration.ZERO, true, false));
  }

  @Test
  void doesNotRepeatATruncatedCallThatCannotAskForMore() {
    Standing full = new Standing(0, Duration.ofMinutes(9), Duration.ofMinutes(1), false, false, 0);

    assertThat(FailureTable.next(failure(TRUNCATED, null, null), full))
        .isEqualTo(new NextTarget(false, true, false));
  }

  @Test
  void repairsOnceAfterAnAnswerThatFailsItsSchema() {
    assertThat(FailureTable.next(failure(QUALITY, null, null), standing(0, 0)))
        .isEqualTo(new SameTarget(Duration.ZERO, false, true));
  }

  @Test
  void repeatsATimeoutOnlyWhenHalfAnAttemptIsLeft() {
    AttemptFailure timeout = failure(TIMEOUT, null, null);

    assertThat(FailureTable.next(timeout, left(Duration.ofSeconds(30))))
        .isInstanceOf(SameTarget.class);
    assertThat(FailureTable.next(timeout, left(Duration.ofSeconds(29))))
        .isInstanceOf(NextTarget.class);
  }

  @Test
  void doesNotWaitLongerThanTheStepHas() {
    AttemptFailure limited = failure(RATE_LIMIT, Duration.ofSeconds(20), null);

    assertThat(FailureTable.next(limited, left(Duration.ofSeconds(20))))
        .isInstanceOf(NextTarget.class);
    assertThat(FailureTable.next(limited, left(Duration.ofSeconds(21))))
        .isInstanceOf(SameTarget.class);
  }

  @Test
  void letsTheProviderOverrideTheCount() {
    assertThat(furtherCalls(failure(UPSTREAM, null, false))).isZero();
    assertThat(furtherCalls(failure(UPSTREAM, null, true))).isEqualTo(2);
    assertThat(furtherCalls(failure(AUTH, null, true))).isEqualTo(1);
    assertThat(furtherCalls(failure(OVERLOADED, null, true))).isEqualTo(1);
    assertThat(furtherCalls(failure(INVALID_REQUEST, null, true))).isEqualTo(1);
    assertThat(delay(failure(RATE_LIMIT, Duration.ofHours(1), true), 0, 0))
        .isEqualTo(FailureTable.CAP);
  }

  @Test
  void fallsBackOnceForAParameterThatBelongsToTheTarget() {
    AttemptFailure ofTarget =
        new AttemptFailure(
            INVALID_REQUEST, true, 400, null, null, null, false, Duration.ZERO, "refused", true);
    Standing again = new Standing(0, Duration.ofMinutes(9), Duration.ofMinutes(1), true, true, 0.5);

    assertThat(FailureTable.next(ofTarget, standing(0, 0)))
        .isEqualTo(new NextTarget(false, false, true));
    assertThat(FailureTable.next(ofTarget, again)).isEqualTo(new Fail());
    assertThat(FailureTable.next(failure(INVALID_REQUEST, null, null), standing(0, 0)))
        .isEqualTo(new Fail());
  }

  @Test
  void spreadsRepeatsByChance() {
    assertThat(delay(failure(TRANSPORT, null, null), 0, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(delay(failure(TRANSPORT, null, null), 0, 0.999)).isEqualTo(Duration.ofMillis(1998));
    assertThat(delay(failure(UPSTREAM, null, null), 0, 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(delay(failure(UPSTREAM, null, null), 1, 0)).isEqualTo(Duration.ofMillis(1000));
    assertThat(delay(failure(UPSTREAM, null, null), 1, 0.5)).isEqualTo(Duration.ofMillis(1500));
    assertThat(delay(failure(RATE_LIMIT, null, null), 0, 0.7)).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void refusesChanceOutsideItsRange() {
    assertThatIllegalArgumentException().isThrownBy(() -> standing(0, 1));
  }

  private static int furtherCalls(AttemptFailure failure) {
    int further = 0;
    while (FailureTable.next(failure, standing(further, 0.5)) instanceof SameTarget) {
      further++;
    }
    return further;
  }

  private static Duration delay(AttemptFailure failure, int further, double jitter) {
    return ((SameTarget) FailureTable.next(failure, standing(further, jitter))).delay();
  }

  private static Standing standing(int further, double jitter) {
    return new Standing(further, Duration.ofMinutes(9), Duration.ofMinutes(1), true, false, jitter);
  }

  private static Standing left(Duration timeLeft) {
    return new Standing(0, timeLeft, Duration.ofMinutes(1), true, false, 0);
  }

  private static AttemptFailure failure(
      FailureCategory category, Duration retryAfter, Boolean shouldRetry) {
    return new AttemptFailure(
        category, true, null, retryAfter, shouldRetry, null, false, Duration.ZERO, "it failed");
  }
}
