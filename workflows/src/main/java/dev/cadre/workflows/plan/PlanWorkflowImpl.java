package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.Hold;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The doors of a plan's workflow; what happens behind them is {@link PlanRun}'s. */
public final class PlanWorkflowImpl implements PlanWorkflow {

  /**
   * Bookkeeping is tried until PostgreSQL answers; a long outage waits by timer, not in the
   * workflow task.
   */
  private static final LocalActivityOptions BOOKKEEPING =
      LocalActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(30))
          .setLocalRetryThreshold(Duration.ofSeconds(1))
          .setDoNotIncludeArgumentsIntoMarker(true)
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofMillis(100))
                  .setBackoffCoefficient(2)
                  .setMaximumInterval(Duration.ofSeconds(5))
                  // Without a number or a schedule-to-close timeout the SDK tries a local activity
                  // once, whatever the intervals say.
                  .setMaximumAttempts(Integer.MAX_VALUE)
                  .build())
          .build();

  /**
   * The same as an activity of its own. A person waits for a decision to be written, for ten
   * seconds at most, also where its worker has died; repeats do no harm.
   */
  private static final ActivityOptions DURABLE =
      ActivityOptions.newBuilder()
          .setStartToCloseTimeout(Duration.ofSeconds(6))
          .setRetryOptions(
              RetryOptions.newBuilder()
                  .setInitialInterval(Duration.ofMillis(100))
                  .setMaximumInterval(Duration.ofSeconds(5))
                  .build())
          .build();

  private final Hold hold = new Hold();
  private @Nullable PlanRun run;

  @Override
  public PlanEnd run(StartPlan start) {
    PlanBook book = Workflow.newLocalActivityStub(PlanBook.class, BOOKKEEPING);
    PlanBook durable = Workflow.newActivityStub(PlanBook.class, DURABLE);
    PlanRun opened = new PlanRun(start, open(book, start), book, durable, hold);
    run = opened;
    return opened.toEnd();
  }

  /** Also of a plan that is cancelled before it began: its end must be written. */
  private static PlanSnapshot open(PlanBook book, StartPlan start) {
    PlanSnapshot[] snapshot = new PlanSnapshot[1];
    Workflow.newDetachedCancellationScope(() -> snapshot[0] = book.open(start)).run();
    return snapshot[0];
  }

  @Override
  public DecisionAnswer decide(DecideGate decision) {
    DecisionAnswer[] answer = new DecisionAnswer[1];
    // A cancelled plan still answers who has decided: what was judged is written whatever comes.
    Workflow.newDetachedCancellationScope(() -> answer[0] = opened().decisions().decide(decision))
        .run();
    return answer[0];
  }

  @Override
  public void signalDecision(SignalledDecision signal) {
    Workflow.newDetachedCancellationScope(() -> take(signal)).run();
  }

  private void take(SignalledDecision signal) {
    PlanRun opened = opened();
    Verdict verdict = verdict(signal.decision());
    String problem = problem(signal, verdict);
    if (problem != null || verdict == null) {
      opened.decisions().unreadable(signal.gate(), String.valueOf(problem));
      return;
    }
    opened
        .decisions()
        .signalled(
            new DecideGate(
                Objects.requireNonNull(signal.gate()),
                verdict,
                signal.digest(),
                signal.comment(),
                signal.output(),
                signal.option(),
                signal.steps() == null ? List.of() : signal.steps(),
                Objects.requireNonNull(signal.reviewer()),
                Set.of(),
                true));
  }

  @Override
  public void steer(Steer order) {
    // In a cancelled scope the wait for the opening would throw, and the end would wait for this
    // handler for ever.
    Workflow.newDetachedCancellationScope(() -> opened().steer(order)).run();
  }

  @Override
  public void wake() {
    hold.tell();
  }

  @Override
  public void notice(Notice notice) {
    Workflow.newDetachedCancellationScope(() -> opened().notice(notice)).run();
  }

  private static @Nullable String problem(SignalledDecision signal, @Nullable Verdict verdict) {
    if (signal.problem() != null) {
      return signal.problem();
    }
    if (signal.gate() == null || signal.gate().isBlank()) {
      return "The signal names no gate; give the step's id or the gate's as \"gate\".";
    }
    if (signal.reviewer() == null || signal.reviewer().isBlank()) {
      return "The signal names no reviewer; give one as \"reviewer\".";
    }
    return verdict == null ? "\"decision\" must be GO, ADJUST, REDO or REJECT." : null;
  }

  private static @Nullable Verdict verdict(@Nullable String word) {
    for (Verdict verdict : Verdict.values()) {
      if (word != null && verdict.name().equals(word.strip().toUpperCase(Locale.ROOT))) {
        return verdict;
      }
    }
    return null;
  }

  /** A message may arrive before the first activity has answered. */
  private PlanRun opened() {
    Workflow.await(() -> run != null);
    return Objects.requireNonNull(run);
  }

  @Override
  public PlanProgress status() {
    return run == null
        ? new PlanProgress(PlanStatus.SCHEDULED, Map.of(), List.of())
        : run.progress();
  }
}
