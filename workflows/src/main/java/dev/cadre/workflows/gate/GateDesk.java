package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Opens a plan's gates, waits for people, and takes their decisions from every door. */
public final class GateDesk {

  /**
   * A gate about to open.
   *
   * @param position of the step in the plan
   */
  public record Opening(
      GateStep step, int position, int occurrence, String title, List<Shown> show) {}

  private static final class Gate {
    final Opening opening;
    final GateRules rules;
    final Map<String, DecisionAnswer> answers = new LinkedHashMap<>();
    @Nullable Ending ending;

    Gate(Opening opening, GateRules rules) {
      this.opening = opening;
      this.rules = rules;
    }
  }

  /** Makes a decision that came by Update durable before anything is done that it allows. */
  private static final Duration BARRIER = Duration.ofMillis(1);

  private final GatePlan plan;
  private final Random random;
  private final Map<String, Gate> gates = new LinkedHashMap<>();
  private final Map<String, List<DecideGate>> early = new LinkedHashMap<>();

  public GateDesk(GatePlan plan, Random random) {
    this.plan = plan;
    this.random = random;
  }

  /** Opens a gate and waits until it is closed. */
  public Ending open(Opening opening) {
    GateStep step = opening.step();
    GateId id =
        new GateId(Uuid7.of(Workflow.currentTimeMillis(), random.nextLong(), random.nextLong()));
    String digest =
        GateDigest.of(id, opening.occurrence(), opening.title(), List.of(), opening.show());
    Gate gate =
        new Gate(
            opening,
            new GateRules(
                new GateRules.Opening(
                    id,
                    opening.occurrence(),
                    digest,
                    step.show(),
                    step.audience(),
                    plan.requester(),
                    plan.assertedAllowed())));
    gates.put(id.toString(), gate);
    Instant deadline = step.deadline() == null ? null : now().plus(step.deadline());
    plan.record(
        new Fact.StepMoved(step.id(), opening.occurrence(), StepState.WAITING, null, null, now()));
    plan.record(
        new Fact.GateOpened(
            id,
            step.id(),
            opening.occurrence(),
            opening.title(),
            List.of(),
            opening.show(),
            digest,
            step.audience(),
            deadline,
            now()));
    takeEarly(gate);
    return await(gate, step.deadline());
  }

  private void takeEarly(Gate gate) {
    List<DecideGate> kept = early.remove(gate.opening.step().id());
    if (kept != null) {
      kept.forEach(decision -> effect(gate, decision, judge(gate, decision)));
    }
  }

  private Ending await(Gate gate, @Nullable Duration deadline) {
    if (deadline == null) {
      Workflow.await(() -> gate.ending != null);
    } else if (!Workflow.await(deadline, () -> gate.rules.closed() != null)) {
      gate.rules.close(GateOutcome.EXPIRED);
      closed(gate, GateOutcome.EXPIRED);
      gate.ending = new Ending.Failed("REJECTED", "The deadline passed without a decision.");
    }
    Workflow.await(() -> gate.ending != null);
    return java.util.Objects.requireNonNull(gate.ending);
  }

  /** A decision by Update: durable first, then judged, written, and only then of effect. */
  public DecisionAnswer decide(DecideGate decision) {
    Workflow.sleep(BARRIER);
    return take(decision);
  }

  /**
   * A decision by signal, which is durable already; one for a gate that has not opened yet is kept.
   */
  public void signalled(DecideGate decision) {
    boolean opened =
        gates.values().stream().anyMatch(g -> g.opening.step().id().equals(decision.gate()));
    if (!opened && plan.hasGate(decision.gate())) {
      early.computeIfAbsent(decision.gate(), _ -> new ArrayList<>()).add(decision);
    } else {
      take(decision);
    }
  }

  /** A signal that is no decision. */
  public void unreadable(@Nullable String gate, String message) {
    plan.record(new Fact.SignalRefused(gate, message, now()));
  }

  private DecisionAnswer take(DecideGate decision) {
    Gate gate = find(decision.gate());
    if (gate == null) {
      DecisionAnswer answer =
          new DecisionAnswer(
              decision.gate(),
              0,
              decision.decision(),
              decision.reviewer(),
              Refusal.GATE_NOT_FOUND,
              "No gate of this plan is called "
                  + decision.gate()
                  + ", or several of them are open.",
              null,
              now());
      plan.record(new Fact.DecisionJudged(null, decision, answer, now()));
      plan.flush();
      return answer;
    }
    DecisionAnswer answer = judge(gate, decision);
    plan.flush();
    effect(gate, decision, answer);
    return answer;
  }

  /** By its id; or by its step's id, when one opening of it is open, else its latest. */
  private @Nullable Gate find(String name) {
    Gate byId = gates.get(name);
    if (byId != null) {
      return byId;
    }
    List<Gate> ofStep =
        gates.values().stream().filter(g -> g.opening.step().id().equals(name)).toList();
    List<Gate> open = ofStep.stream().filter(g -> g.rules.closed() == null).toList();
    return open.size() == 1
        ? open.get(0)
        : open.isEmpty() && !ofStep.isEmpty() ? ofStep.getLast() : null;
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
            gate.rules.opening().gate().toString(),
            gate.opening.occurrence(),
            decision.decision(),
            decision.reviewer(),
            judgement.refusal(),
            judgement.message(),
            judgement.outcome(),
            now());
    plan.record(new Fact.DecisionJudged(gate.rules.opening().gate(), decision, answer, now()));
    if (answer.accepted()) {
      gate.answers.put(decision.reviewer(), answer);
      conclude(gate, decision, judgement.outcome());
    }
    return answer;
  }

  /** An edited output must fit its step before it may count. */
  private GateRules.@Nullable Judgement edited(Gate gate, DecideGate decision) {
    if (decision.output() == null || gate.opening.show().size() != 1) {
      return null;
    }
    String problem = plan.checkEdit(gate.opening.show().getFirst().step(), decision.output());
    return problem.isEmpty()
        ? null
        : GateRules.Judgement.refused(Refusal.DECISION_INVALID, problem);
  }

  private void conclude(Gate gate, DecideGate decision, @Nullable GateOutcome outcome) {
    if (outcome == null) {
      return;
    }
    closed(gate, outcome);
    if (outcome == GateOutcome.APPROVED) {
      plan.record(
          new Fact.OutputCommitted(
              gate.opening.step().id(),
              gate.opening.occurrence(),
              output(decision),
              "gate",
              now()));
    }
  }

  private void closed(Gate gate, GateOutcome outcome) {
    plan.record(
        new Fact.GateClosed(
            gate.rules.opening().gate(),
            gate.opening.step().id(),
            gate.opening.occurrence(),
            outcome,
            now()));
  }

  /** What follows, once it is written. */
  private void effect(Gate gate, DecideGate decision, DecisionAnswer answer) {
    GateOutcome outcome = answer.outcome();
    if (gate.ending != null || outcome == null || !answer.accepted()) {
      return;
    }
    gate.ending =
        switch (outcome) {
          case APPROVED -> new Ending.Done(output(decision));
          case REJECTED -> new Ending.Failed("REJECTED", decision.comment());
          case ADJUSTED, REDONE -> plan.reopen(gate.opening.position(), decision);
          case EXPIRED, CANCELLED -> new Ending.Stopped();
        };
  }

  /** Closes an opening that another gate's decision made stale. */
  public void supersede(String step, GateOutcome outcome) {
    gates.values().stream()
        .filter(g -> g.opening.step().id().equals(step) && g.rules.closed() == null)
        .forEach(gate -> {
          gate.rules.close(outcome);
          closed(gate, outcome);
          gate.ending = new Ending.Stopped();
        });
  }

  /** The plan ends: nobody is waited for any more. */
  public void closeAll() {
    for (Gate gate : gates.values()) {
      if (gate.rules.closed() == null) {
        gate.rules.close(GateOutcome.CANCELLED);
      }
      if (gate.ending == null) {
        gate.ending = new Ending.Stopped();
      }
    }
  }

  /** The rules of the open gates, in the order in which they opened. */
  public Map<String, GateRules.Opening> open() {
    Map<String, GateRules.Opening> open = new LinkedHashMap<>();
    gates.values().stream()
        .filter(g -> g.rules.closed() == null)
        .forEach(g -> open.put(g.opening.step().id(), g.rules.opening()));
    return open;
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

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
