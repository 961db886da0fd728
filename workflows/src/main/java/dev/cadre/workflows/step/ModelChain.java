package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.FailureTable;
import dev.cadre.workflows.llm.Next;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.runtime.ActivityTypes;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.tool.ToolRequest;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Calls the targets of a route in order until one answers: counts the tries, waits by timer, falls
 * back. One chain serves one occurrence of one step; what each failure means is {@link
 * FailureTable}'s to say.
 */
final class ModelChain {

  /**
   * What is called.
   *
   * @param start of the run
   * @param agent shown in the Temporal UI
   * @param tools that the agent's model may ask for
   * @param uses as in {@link CallModel}
   */
  record Work(
      StartPlan start,
      String step,
      int occurrence,
      String agent,
      List<RouteTarget> route,
      Map<String, ToolSpec> tools,
      StepOptions options,
      Map<String, Integer> uses,
      List<Frame> frames,
      @Nullable String note) {}

  /** Earlier histories ended a round where the call after its wait was not made. */
  private static final String WAITS_ON = "waits-on-for-a-limit";

  private final Work work;
  private final Attempts attempts;
  private final Random random;
  private final Deadline deadline;
  private final int[] tries;
  private final List<String> failures = new ArrayList<>();
  private int turn;
  private int first;
  private boolean refused;
  private boolean fellBack;

  ModelChain(Work work, Attempts attempts, Random random) {
    this.work = work;
    this.attempts = attempts;
    this.random = random;
    deadline = attempts.deadline(work.options().timeout());
    tries = new int[work.route().size()];
  }

  /** Till a model gives a result; what it asks of tools before is done in between. */
  AttemptResult run() {
    while (true) {
      AttemptResult result = answered();
      List<ToolRequest> asked = result.asked();
      if (asked == null) {
        return result;
      }
      ToolTurn.run(
          asked, request -> ToolChain.answer(work, turn, request, attempts, random, deadline));
      turn++;
      Arrays.fill(tries, 0);
    }
  }

  private AttemptResult answered() {
    for (int round = 1; round <= work.options().retry().maxTries(); round++) {
      if (round > 1) {
        attempts.pause(work.options().retry().backoff());
      }
      AttemptResult result = round();
      if (result != null) {
        return result;
      }
    }
    throw new StepFailed(
        "CHAIN_EXHAUSTED", "Every target failed: " + String.join("; ", failures) + ".");
  }

  /** Once over the route; null when no target answered. */
  private @Nullable AttemptResult round() {
    Cooling cooling = new Cooling();
    boolean called = false;
    Next.NextTarget wanted = null;
    RouteTarget last = null;
    for (int n = 0; n < work.route().size(); n++) {
      // Who answered in the last turn is asked first in this one.
      int i = (first + n) % work.route().size();
      RouteTarget target = work.route().get(i);
      if (wanted != null && last != null && !fits(target, last, wanted)) {
        continue;
      }
      Visit visit = visit(i, target, false);
      if (visit.result() != null) {
        return visit.result();
      }
      if (visit.freesAt() != null) {
        cooling.put(i, visit.freesAt());
      } else {
        called = true;
        wanted = visit.next();
        last = target;
        fellBack = true;
      }
    }
    return called || cooling.none() ? null : afterCooling(cooling);
  }

  /**
   * All targets cool: the one that frees first is waited for and called; and where others were
   * first with what our own limits allow, the next one.
   */
  private @Nullable AttemptResult afterCooling(Cooling cooling) {
    while (true) {
      int position = cooling.first(attempts, deadline, failures);
      Visit visit = visit(position, work.route().get(position), true);
      Instant freesAt = visit.freesAt();
      if (freesAt == null || !Changes.include(WAITS_ON)) {
        return visit.result();
      }
      cooling.put(position, freesAt);
    }
  }

  /**
   * What came of one target.
   *
   * @param freesAt it was not called, because it rests till then
   * @param next what the following target must offer
   */
  private record Visit(
      @Nullable AttemptResult result, @Nullable Instant freesAt, Next.@Nullable NextTarget next) {}

  private Visit visit(int position, RouteTarget target, boolean probe) {
    Map<FailureCategory, Integer> further = new EnumMap<>(FailureCategory.class);
    int maxTokens = target.maxTokens();
    String repair = null;
    boolean through = probe;
    while (true) {
      Attempts.Outcome outcome = call(position, target, through, maxTokens, repair);
      if (outcome.result() != null) {
        first = position;
        return new Visit(outcome.result(), null, null);
      }
      AttemptFailure failure = java.util.Objects.requireNonNull(outcome.failure());
      failures.add(target + " " + FailureTable.shownAs(failure));
      if (!failure.called() && failure.freesAt() != null) {
        return new Visit(null, failure.freesAt(), null);
      }
      switch (next(
          failure, target, maxTokens, further.merge(failure.category(), 1, Integer::sum) - 1)) {
        case Next.SameTarget same -> {
          attempts.pause(same.delay());
          // The first failure may have made the target rest; the table allows this call all the
          // same.
          through = true;
          maxTokens = same.doubleTokens() ? Math.min(2 * maxTokens, target.maxOutput()) : maxTokens;
          repair = same.repair() ? failure.message() : null;
        }
        case Next.NextTarget following -> {
          refused |= following.lastChance();
          return new Visit(null, null, following);
        }
        case Next.Fail _ ->
            throw new StepFailed(
                FailureTable.shownAs(failure).name(), target + ": " + failure.message());
      }
    }
  }

  private Next next(AttemptFailure failure, RouteTarget target, int maxTokens, int further) {
    return FailureTable.next(
        failure,
        new FailureTable.Standing(
            further,
            deadline.left(),
            work.options().attemptTimeout(),
            maxTokens < target.maxOutput(),
            refused,
            random.nextDouble()));
  }

  private Attempts.Outcome call(
      int position, RouteTarget target, boolean probe, int maxTokens, @Nullable String repair) {
    AttemptKey key =
        new AttemptKey(
            work.start().plan(),
            work.step(),
            work.occurrence(),
            turn,
            0,
            position,
            ++tries[position]);
    CallModel command =
        new CallModel(
            work.start().tenant(),
            key,
            work.start().run(),
            null,
            target.toString(),
            work.uses(),
            work.frames(),
            work.note(),
            repair,
            maxTokens,
            fellBack,
            probe,
            work.options().attemptTimeout());
    return attempts.call(
        ActivityTypes.MODEL_CALL + target.provider(),
        command,
        work.agent() + " · " + target,
        deadline,
        work.options().execution(),
        new ExpireAttempt(work.start().tenant(), key, target.provider(), target.model(), fellBack));
  }

  private static boolean fits(RouteTarget target, RouteTarget last, Next.NextTarget wanted) {
    return (!wanted.largerWindow() || target.contextWindow() > last.contextWindow())
        && (!wanted.largerOutput() || target.maxOutput() > last.maxOutput());
  }
}
