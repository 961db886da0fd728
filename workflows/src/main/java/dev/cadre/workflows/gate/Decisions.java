package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.WorkflowTime;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions from every door: judged, written, and only then of effect outside of the plan.
 */
public final class Decisions {

  /**
   * Earlier histories have a timer of a millisecond where a decision's facts are written by an
   * activity now. Either makes what came by Update durable before anything is done that it allows;
   * Temporal fires short timers up to a second late.
   */
  private static final String WRITTEN_DURABLY = "decision-written-durably";

  /** From this version on the plan's status is written with the decision that it follows from. */
  private static final int WITH_STATUS = 2;

  /** From this version on a decision has its effect beside its being written. */
  private static final int BESIDE = 3;

  private static final Duration BARRIER = Duration.ofMillis(1);

  private final GatePlan plan;
  private final Gates gates;
  private final Predicate<String> handedOn;
  private final EarlyDecisions early;
  private final Judge judge;

  /**
   * For the gates of one part of a plan's run.
   *
   * @param handedOn whether an earlier part has opened the gate of this id or step, and this one
   *     has not taken it up yet
   */
  Decisions(
      GatePlan plan, Gates gates, Predicate<String> handedOn, Map<String, List<DecideGate>> early) {
    this.plan = plan;
    this.gates = gates;
    this.handedOn = handedOn;
    this.early = new EarlyDecisions(plan, gates, early);
    this.judge = new Judge(plan);
  }

  /** What came for gates that have not opened yet, by the step's id. */
  public Map<String, List<DecideGate>> early() {
    return early.kept();
  }

  /** A decision by Update. */
  public DecisionAnswer decide(DecideGate decision) {
    awaitGate(decision);
    int version = Workflow.getVersion(WRITTEN_DURABLY, Workflow.DEFAULT_VERSION, BESIDE);
    if (version == Workflow.DEFAULT_VERSION) {
      Workflow.sleep(BARRIER);
      return take(decision, _ -> plan.flush());
    }
    if (version < BESIDE) {
      return take(
          decision,
          closing -> {
            if (closing.goesOn() && version >= WITH_STATUS) {
              plan.goesOn();
            }
            plan.flushDurably();
          });
    }
    DecisionAnswer answer = take(decision, this::beside);
    plan.flush();
    return answer;
  }

  private void beside(Closing closing) {
    if (closing.goesOn()) {
      plan.goesOn();
    }
    if (closing.gate() == null) {
      plan.durably();
    } else {
      plan.decided(closing.gate());
    }
  }

  /**
   * A decision by signal, which is durable already; one for a gate that has not opened yet is kept.
   */
  public void signalled(DecideGate decision) {
    awaitGate(decision);
    if (!early.keep(decision)) {
      take(decision, _ -> plan.flush());
    }
  }

  /** A run that goes on may hear of a gate before it has come to the gate's step again. */
  private void awaitGate(DecideGate decision) {
    if (handedOn.test(decision.gate())) {
      Workflow.await(() -> !handedOn.test(decision.gate()));
    }
  }

  /** A signal that is no decision. */
  public void unreadable(@Nullable String gate, String message) {
    plan.record(new Fact.SignalRefused(gate, message, WorkflowTime.now()));
  }

  /** Judges what came before the gate opened. */
  void takeEarly(Gate gate) {
    early
        .take(gate.step())
        .forEach(decision -> Judge.effect(gate, decision, judge.of(gate, decision)));
  }

  /**
   * What a decision closes.
   *
   * @param gate null: none
   * @param goesOn whether the plan goes on by it
   */
  private record Closing(@Nullable GateId gate, boolean goesOn) {

    static final Closing NOTHING = new Closing(null, false);
  }

  private DecisionAnswer take(DecideGate decision, Consumer<Closing> write) {
    Gate gate = gates.find(decision.gate());
    DecisionAnswer answer = gate == null ? judge.notFound(decision) : judge.of(gate, decision);
    write.accept(closing(gate, answer));
    if (gate != null) {
      Judge.effect(gate, decision, answer);
    }
    return answer;
  }

  private static Closing closing(@Nullable Gate gate, DecisionAnswer answer) {
    boolean closes = answer.accepted() && answer.outcome() != null;
    return gate == null || gate.ending != null || !closes
        ? Closing.NOTHING
        : new Closing(gate.id(), goesOn(answer));
  }

  private static boolean goesOn(DecisionAnswer answer) {
    return answer.accepted()
        && (answer.outcome() == GateOutcome.APPROVED
            || answer.outcome() == GateOutcome.ADJUSTED
            || answer.outcome() == GateOutcome.REDONE);
  }
}
