package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.FailureTable;
import dev.cadre.workflows.llm.Next;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.runtime.ActivityTypes;
import dev.cadre.workflows.tool.ToolRequest;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Calls a tool. A tool that may be repeated follows the failure table; another one is called again
 * only when its connection was refused, because then nothing can have happened.
 */
final class ToolChain {

  private static final Set<String> ANSWERABLE =
      Set.of(FailureCategory.TOOL_FAILED.name(), FailureCategory.OUTCOME_UNKNOWN.name());

  /**
   * What is called.
   *
   * @param step that calls it, or whose model asks for it
   * @param turn as in {@link AttemptKey}
   * @param call as in {@link AttemptKey}
   */
  record Work(
      StartPlan start,
      List<Frame> frames,
      String step,
      String tool,
      int occurrence,
      int turn,
      int call,
      boolean repeatable,
      StepOptions options) {

    /** Of a tool step. */
    static Work of(
        StartPlan start, List<Frame> frames, ToolStep step, int occurrence, boolean repeatable) {
      return new Work(
          start, frames, step.id(), step.tool(), occurrence, 0, 0, repeatable, step.options());
    }
  }

  private final Work work;
  private final Attempts attempts;
  private final Random random;
  private final Deadline deadline;
  private int tries;

  ToolChain(Work work, Attempts attempts, Random random, Deadline deadline) {
    this.work = work;
    this.attempts = attempts;
    this.random = random;
    this.deadline = deadline;
  }

  /**
   * Calls what a model asks for. Its answer, its failure too, is the model's to deal with, unless
   * no further call may be made.
   *
   * @param work of the step whose model asks
   * @param turn as in {@link AttemptKey}
   */
  static void answer(
      ModelChain.Work work,
      int turn,
      ToolRequest request,
      Attempts attempts,
      Random random,
      Deadline deadline) {
    ToolSpec tool = work.tools().get(request.tool());
    var asked =
        new Work(
            work.start(),
            work.frames(),
            work.step(),
            request.tool(),
            work.occurrence(),
            turn,
            request.call(),
            tool != null && tool.idempotent(),
            work.options());
    try {
      new ToolChain(asked, attempts, random, deadline).run(work.uses());
    } catch (StepFailed e) {
      if (!ANSWERABLE.contains(e.ending().reason())) {
        throw e;
      }
    }
  }

  AttemptResult run(Map<String, Integer> uses) {
    AttemptFailure failure = null;
    for (int round = 1; round <= work.options().retry().maxTries(); round++) {
      if (round > 1) {
        attempts.pause(work.options().retry().backoff());
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
        reason(java.util.Objects.requireNonNull(failure)), work.tool() + ": " + failure.message());
  }

  /** Calls until the table says that this round is over. */
  private Attempts.Outcome round(Map<String, Integer> uses) {
    Map<FailureCategory, Integer> further = new EnumMap<>(FailureCategory.class);
    while (true) {
      AttemptKey key =
          new AttemptKey(
              work.start().plan(),
              work.step(),
              work.occurrence(),
              work.turn(),
              work.call(),
              0,
              ++tries);
      CallTool command =
          new CallTool(
              work.start().tenant(),
              key,
              work.start().run(),
              work.tool(),
              uses,
              work.frames(),
              work.options().attemptTimeout());
      Attempts.Outcome outcome =
          attempts.call(
              ActivityTypes.TOOL_CALL + work.tool(),
              command,
              work.tool(),
              deadline,
              work.options().execution(),
              new ExpireAttempt(work.start().tenant(), key, work.tool(), null, false));
      AttemptFailure failure = outcome.failure();
      if (failure == null || !again(failure)) {
        return outcome;
      }
      var standing =
          new FailureTable.Standing(
              further.merge(failure.category(), 1, Integer::sum) - 1,
              deadline.left(),
              work.options().attemptTimeout(),
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
    return (work.repeatable() || failure.refused())
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
