package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.FailureTable;
import dev.cadre.workflows.llm.Next;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.runtime.ActivityTypes;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Calls a tool. A tool that may be repeated follows the failure table; another one is called again
 * only when its connection was refused, because then nothing can have happened.
 */
final class ToolChain {

  private final StartPlan start;
  private final List<Frame> frames;
  private final ToolStep step;
  private final int occurrence;
  private final boolean repeatable;
  private final Attempts attempts;
  private final Random random;
  private final Deadline deadline;
  private int tries;

  ToolChain(
      StartPlan start,
      List<Frame> frames,
      ToolStep step,
      int occurrence,
      boolean repeatable,
      Attempts attempts,
      Random random) {
    this.start = start;
    this.frames = frames;
    this.step = step;
    this.occurrence = occurrence;
    this.repeatable = repeatable;
    this.attempts = attempts;
    this.random = random;
    deadline = attempts.deadline(step.options().timeout());
  }

  AttemptResult run(Map<String, Integer> uses) {
    AttemptFailure failure = null;
    for (int round = 1; round <= step.options().retry().maxTries(); round++) {
      if (round > 1) {
        attempts.pause(step.options().retry().backoff());
      }
      Attempts.Outcome outcome = round(uses);
      if (outcome.result() != null) {
        return outcome.result();
      }
      failure = java.util.Objects.requireNonNull(outcome.failure());
      if (!again(failure)) {
        break;
      }
    }
    throw new StepFailed(
        reason(java.util.Objects.requireNonNull(failure)), step.tool() + ": " + failure.message());
  }

  /** Calls until the table says that this round is over. */
  private Attempts.Outcome round(Map<String, Integer> uses) {
    Map<FailureCategory, Integer> further = new EnumMap<>(FailureCategory.class);
    while (true) {
      AttemptKey key = new AttemptKey(start.plan(), step.id(), occurrence, 0, ++tries);
      CallTool command =
          new CallTool(
              start.tenant(),
              key,
              start.run(),
              step.tool(),
              uses,
              frames,
              step.options().attemptTimeout());
      Attempts.Outcome outcome =
          attempts.call(
              ActivityTypes.TOOL_CALL + step.tool(),
              command,
              step.tool(),
              deadline,
              step.options().execution(),
              new ExpireAttempt(start.tenant(), key, step.tool(), null, false));
      AttemptFailure failure = outcome.failure();
      if (failure == null || !again(failure)) {
        return outcome;
      }
      var standing =
          new FailureTable.Standing(
              further.merge(failure.category(), 1, Integer::sum) - 1,
              deadline.left(),
              step.options().attemptTimeout(),
              false,
              true,
              random.nextDouble());
      if (FailureTable.next(failure, standing) instanceof Next.SameTarget same) {
        attempts.pause(same.delay());
      } else {
        return outcome;
      }
    }
  }

  private boolean again(AttemptFailure failure) {
    return (repeatable || failure.refused())
        && failure.category() != FailureCategory.EXPRESSION_ERROR;
  }

  /** A tool's failure has a name of its own; what stopped it before the call keeps its category. */
  private static String reason(AttemptFailure failure) {
    return switch (failure.category()) {
      case EXPRESSION_ERROR, OUTCOME_UNKNOWN, BUDGET, PLAN_CLOSED, FORBIDDEN ->
          failure.category().name();
      default -> FailureCategory.TOOL_FAILED.name();
    };
  }
}
