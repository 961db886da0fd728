package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.step.GateStep;
import java.util.Map;
import java.util.Set;

/** The two doors by which a reviewer's answer comes to a plan. */
final class Doors {

  private final PlanWorkflow workflow;
  private final Seen seen;

  Doors(PlanWorkflow workflow, Seen seen) {
    this.workflow = workflow;
    this.seen = seen;
  }

  /** Sends what comes before gates of the plan's own open. */
  void early(Plan plan, Reviewers reviewers) {
    plan.steps().stream()
        .filter(GateStep.class::isInstance)
        .forEach(gate ->
            reviewers.early("/" + gate.id()).forEach(message -> signal(gate.id(), null, message)));
  }

  /** Sends an answer to an opening, and looks at what is said to it. */
  void answer(Stage.Move.Answer answer) {
    Seen.Opening opening = seen.opening(answer.place(), answer.opening());
    String gate = opening.fact.gate().toString();
    Message message = answer.message();
    String digest =
        switch (message.digest()) {
          case RIGHT -> opening.fact.digest();
          case STALE -> "sha256:0";
          case NONE -> null;
        };
    if (message.signal()) {
      signal(gate, digest, message);
      return;
    }
    DecisionAnswer given = workflow.decide(decision(gate, digest, message));
    boolean fits =
        given.accepted()
            ? answer.refusals().isEmpty()
            : answer.refusals().contains(given.refusal());
    if (!fits || given.outcome() != answer.outcome()) {
      throw new Director.Astray("answered " + given + " to " + answer);
    }
  }

  private static DecideGate decision(String gate, String digest, Message message) {
    return new DecideGate(
        gate,
        message.verdict(),
        digest,
        message.comment(),
        message.edited() == null ? null : Map.of("n", message.edited()),
        null,
        message.steps(),
        message.reviewer(),
        message.outsider() ? Set.of("member") : Set.of("reviewer"),
        false);
  }

  /** Sends a plain signal to a gate, by its id or by its step's. */
  void signal(String gate, String digest, Message message) {
    workflow.signalDecision(
        new SignalledDecision(
            gate,
            message.verdict().name(),
            digest,
            message.comment(),
            message.edited() == null ? null : Map.of("n", message.edited()),
            null,
            message.steps(),
            message.reviewer(),
            null));
  }
}
