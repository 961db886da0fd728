package dev.cadre.stores.step;

import static dev.cadre.stores.step.Ledger.notCalled;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Why an attempt does not call, in words for who reads the plan. */
final class Hindrance {

  private Hindrance() {}

  static AttemptFailure cooling(Instant freesAt) {
    return notCalled(FailureCategory.COOLING, freesAt, "The target rests after a failure.");
  }

  static AttemptFailure overBudget(Attempt attempt) {
    return notCalled(
        FailureCategory.BUDGET,
        null,
        "The call may cost "
            + attempt.worstCase().stripTrailingZeros().toPlainString()
            + " USD, which is more than the plan's budget has left.");
  }

  static AttemptFailure overProvidersLimit(Attempt attempt) {
    return notCalled(
        FailureCategory.PROVIDER_QUOTA,
        null,
        "The call may cost more than the installation's limit of this month leaves for "
            + attempt.provider()
            + "; who operates it can raise that: PUT /v1/providers/"
            + attempt.provider()
            + "/limit.");
  }

  static AttemptFailure forbidden() {
    return notCalled(
        FailureCategory.FORBIDDEN,
        null,
        "Who submitted the plan may not submit plans any more; an admin can give the right back"
            + " and run the plan again.");
  }

  static AttemptFailure inactive() {
    return notCalled(
        FailureCategory.AGENT_INACTIVE,
        null,
        "The step's agent is not active; the step goes on once it is.");
  }

  static AttemptFailure paused(Instant now) {
    Instant nextMonth =
        YearMonth.from(now.atZone(ZoneOffset.UTC))
            .plusMonths(1)
            .atDay(1)
            .atStartOfDay()
            .toInstant(ZoneOffset.UTC);
    return notCalled(
        FailureCategory.AGENT_INACTIVE,
        nextMonth,
        "The step's agent has reached its limit for this month; it goes on when the limit is"
            + " raised, or with the next month.");
  }

  static AttemptFailure closed() {
    return notCalled(FailureCategory.PLAN_CLOSED, null, "The plan has ended.");
  }

  static AttemptFailure lost() {
    return called(FailureCategory.WORKER_LOST, "Three workers were lost during this call.");
  }

  static AttemptFailure unknown() {
    return called(
        FailureCategory.OUTCOME_UNKNOWN,
        "The worker was lost during the call, which may or may not have had its effect.");
  }

  private static AttemptFailure called(FailureCategory category, String message) {
    return new AttemptFailure(
        category, true, null, null, null, null, false, Duration.ZERO, message, false);
  }
}
