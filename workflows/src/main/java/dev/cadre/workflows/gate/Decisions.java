package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Output;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes decisions from every door: judged by {@link GateRules}, written, and only then of effect
 * outside of the plan's own state.
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

  /** In earlier histories an edited output was not checked where its step had had none. */
  private static final String EVERY_EDIT_IS_CHECKED = "every-edited-output-is-checked";

  private static final Duration BARRIER = Duration.ofMillis(1);

  private final GatePlan plan;
  private final Gates gates;
  private final Predicate<String> handedOn;
  private final EarlyDecisions early;

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
    early.take(gate.step()).forEach(decision -> effect(gate, decision, judge(gate, decision)));
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
    DecisionAnswer answer = gate == null ? notFound(decision) : judge(gate, decision);
    write.accept(closing(gate, answer));
    if (gate != null) {
      effect(gate, decision, answer);
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

  private DecisionAnswer notFound(DecideGate decision) {
    DecisionAnswer answer =
        new DecisionAnswer(
            decision.gate(),
            0,
            decision.decision(),
            decision.reviewer(),
            Refusal.GATE_NOT_FOUND,
            "No gate of this plan is called " + decision.gate() + ", or several of them are open.",
            null,
            WorkflowTime.now());
    plan.record(new Fact.DecisionJudged(null, decision, answer, WorkflowTime.now()));
    return answer;
  }

  /** Judges and records, or answers again what was answered before. */
  private DecisionAnswer judge(Gate gate, DecideGate decision) {
    GateRules.Judgement judgement = edited(gate, decision);
    if (judgement == null) {
      judgement = gate.rules.judge(decision);
    }
    DecisionAnswer before = gate.answers.get(decision.reviewer());
    if (judgement.repeated() && before != null) {
      return before;
    }
    DecisionAnswer answer =
        new DecisionAnswer(
            gate.id().toString(),
            gate.opening.occurrence(),
            decision.decision(),
            decision.reviewer(),
            judgement.refusal(),
            judgement.message(),
            judgement.outcome(),
            WorkflowTime.now());
    plan.record(new Fact.DecisionJudged(gate.id(), decision, answer, WorkflowTime.now()));
    if (answer.accepted()) {
      gate.answers.put(decision.reviewer(), answer);
      conclude(gate, decision, judgement.outcome());
    }
    return answer;
  }

  /** An edited output must fit its step before it may count. */
  private GateRules.@Nullable Judgement edited(Gate gate, DecideGate decision) {
    List<String> shown = gate.rules.opening().shown();
    if (decision.output() == null || shown.size() != 1 || !isChecked(gate)) {
      return null;
    }
    String problem = plan.checkEdit(shown.getFirst(), decision.output());
    return problem.isEmpty()
        ? null
        : GateRules.Judgement.refused(Refusal.DECISION_INVALID, problem);
  }

  private static boolean isChecked(Gate gate) {
    return gate.opening.show().size() == 1
        || Workflow.getVersion(EVERY_EDIT_IS_CHECKED, Workflow.DEFAULT_VERSION, 1)
            > Workflow.DEFAULT_VERSION;
  }

  private void conclude(Gate gate, DecideGate decision, @Nullable GateOutcome outcome) {
    if (outcome == null) {
      return;
    }
    plan.record(gate.closed(outcome));
    if (outcome == GateOutcome.APPROVED) {
      plan.record(
          new Fact.OutputCommitted(
              gate.step(),
              gate.opening.occurrence(),
              output(decision),
              "gate",
              gate.opening.frame(),
              WorkflowTime.now()));
    }
  }

  /** What follows. */
  private static void effect(Gate gate, DecideGate decision, DecisionAnswer answer) {
    GateOutcome outcome = answer.outcome();
    if (gate.ending != null || outcome == null || !answer.accepted()) {
      return;
    }
    gate.ending =
        switch (outcome) {
          case APPROVED -> new Ending.Done(output(decision));
          case REJECTED -> new Ending.Failed("REJECTED", decision.comment());
          case ADJUSTED, REDONE -> gate.opening.sentBack().apply(decision);
          case EXPIRED, CANCELLED -> new Ending.Stopped();
        };
  }

  /** A gate's own output. */
  private static Output output(DecideGate decision) {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("decision", decision.decision().name());
    if (decision.comment() != null) {
      tree.put("comment", decision.comment());
    }
    tree.put("reviewer", decision.reviewer());
    return Output.of(tree);
  }
}
