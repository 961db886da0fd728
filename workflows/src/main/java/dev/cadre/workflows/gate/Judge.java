package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges decisions by {@link GateRules}, records each judgement, and says what follows. */
final class Judge {

  /** In earlier histories an edited output was not checked where its step had had none. */
  private static final String EVERY_EDIT_IS_CHECKED = "every-edited-output-is-checked";

  private final GatePlan plan;

  Judge(GatePlan plan) {
    this.plan = plan;
  }

  /** Records that nobody knows the gate. */
  DecisionAnswer notFound(DecideGate decision) {
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
  DecisionAnswer of(Gate gate, DecideGate decision) {
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
    return gate.opening.show().size() == 1 || Changes.include(EVERY_EDIT_IS_CHECKED);
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

  /** What follows of it for the plan. */
  static void effect(Gate gate, DecideGate decision, DecisionAnswer answer) {
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
