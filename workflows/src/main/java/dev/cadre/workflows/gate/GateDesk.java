package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Opens a plan's gates and waits until they are closed: by people, by a deadline, by the plan. */
public final class GateDesk {

  /**
   * A gate about to open.
   *
   * @param round as in {@link GateRules.Opening}
   * @param editable as in {@link GateRules.Opening}
   * @param frame the instance that the step belongs to; null in the plan's own graph
   * @param sentBack what runs again by a decision that sends it back
   */
  public record Opening(
      GateStep step,
      int occurrence,
      int round,
      boolean editable,
      @Nullable Frame frame,
      String title,
      List<Shown> show,
      Function<DecideGate, Ending.Reopened> sentBack) {}

  /** A gate that waits for decisions. */
  public record Waiting(String step, GateRules.Opening opening) {}

  /**
   * The gate's id is made of workflow time. Earlier histories wrote it in the workflow task itself:
   * where that task was lost, people were shown a gate of which the plan knew nothing.
   */
  private static final String OPENED_DURABLY = "gate-opened-durably";

  /** In earlier histories a gate expired that had been decided in the same workflow task. */
  private static final String DECISION_BEFORE_DEADLINE = "decision-before-deadline";

  private final GatePlan plan;
  private final Random random;
  private final Gates gates = new Gates();
  private final Decisions decisions;
  private final Map<String, CarriedGate> handedOn = new LinkedHashMap<>();

  /**
   * For one part of a plan's run.
   *
   * @param open gates that an earlier part has opened
   * @param early decisions for gates that have not opened yet
   */
  public GateDesk(
      GatePlan plan, Random random, List<CarriedGate> open, Map<String, List<DecideGate>> early) {
    this.plan = plan;
    this.random = random;
    this.decisions = new Decisions(plan, gates, this::handedOn, early);
    open.forEach(gate -> handedOn.put(gate.step() + "/" + gate.occurrence(), gate));
  }

  private boolean handedOn(String name) {
    return handedOn.values().stream()
        .anyMatch(gate -> gate.step().equals(name) || gate.gate().toString().equals(name));
  }

  /** Where decisions come in. */
  public Decisions decisions() {
    return decisions;
  }

  /** Opens a gate, or takes up one that was open, and waits until it is closed. */
  public Ending open(Opening opening) {
    CarriedGate known = handedOn.remove(opening.step().id() + "/" + opening.occurrence());
    Gate gate = known == null ? opened(opening) : takenUp(opening, known);
    return await(gate);
  }

  private Gate opened(Opening opening) {
    GateId id = new GateId(Uuid7.of(Workflow.currentTimeMillis(), random));
    Duration patience = opening.step().deadline();
    Instant deadline = patience == null ? null : WorkflowTime.now().plus(patience);
    Gate gate = new Gate(opening, new GateRules(rules(opening, id)), deadline);
    gates.add(gate);
    tell(gate, deadline);
    decisions.takeEarly(gate);
    return gate;
  }

  private Gate takenUp(Opening opening, CarriedGate known) {
    Gate gate = new Gate(opening, new GateRules(rules(opening, known.gate())), known.deadline());
    gate.restore(known);
    gates.add(gate);
    // What came while the gate was handed on.
    decisions.takeEarly(gate);
    return gate;
  }

  private GateRules.Opening rules(Opening opening, GateId id) {
    GateStep step = opening.step();
    return new GateRules.Opening(
        id,
        opening.occurrence(),
        opening.round(),
        GateDigest.of(id, opening.occurrence(), opening.title(), List.of(), opening.show()),
        step.show(),
        opening.editable(),
        step.audience(),
        plan.requester(),
        plan.assertedAllowed());
  }

  /** Whether every gate that was handed on is open again. */
  public boolean allTakenUp() {
    return handedOn.isEmpty();
  }

  /**
   * Whether each gate is open, or closed with what follows known to its step; in between, a
   * decision would get lost if only the open ones were handed on.
   */
  public boolean settled() {
    return gates.all().allMatch(gate -> gate.isOpen() || gate.taken);
  }

  /** The open gates, to be handed on. */
  public List<CarriedGate> carried() {
    return Stream.concat(gates.open().map(Gate::carried), handedOn.values().stream()).toList();
  }

  private void tell(Gate gate, @Nullable Instant deadline) {
    Opening opening = gate.opening;
    Instant now = WorkflowTime.now();
    plan.record(
        new Fact.StepMoved(
            gate.step(),
            opening.occurrence(),
            StepState.WAITING,
            null,
            null,
            opening.frame(),
            now));
    plan.record(
        new Fact.GateOpened(
            gate.id(),
            gate.step(),
            opening.occurrence(),
            opening.title(),
            List.of(),
            opening.show(),
            gate.rules.opening().digest(),
            opening.step().audience(),
            deadline,
            opening.frame(),
            now));
    if (Changes.include(OPENED_DURABLY)) {
      plan.durably();
    }
  }

  private Ending await(Gate gate) {
    if (!gate.closesInTime() && expires(gate)) {
      gate.rules.close(GateOutcome.EXPIRED);
      plan.record(gate.closed(GateOutcome.EXPIRED));
      gate.ending = new Ending.Failed("REJECTED", "The deadline passed without a decision.");
    }
    Workflow.await(() -> gate.ending != null);
    gate.taken = true;
    return Objects.requireNonNull(gate.ending);
  }

  /** The timer fires also where a decision came in the same workflow task, and that one counts. */
  private static boolean expires(Gate gate) {
    return gate.isOpen() || !Changes.include(DECISION_BEFORE_DEADLINE);
  }

  /** Whether this opening of a gate is closed, though its step may not have heard of it yet. */
  public boolean decided(String step, int occurrence) {
    return gates.all().anyMatch(gate -> gate.is(step, occurrence) && !gate.isOpen());
  }

  /** Closes an opening that another gate's decision made stale. */
  public void supersede(String step, int occurrence, GateOutcome outcome) {
    gates
        .open()
        .filter(gate -> gate.is(step, occurrence))
        .forEach(gate -> {
          gate.rules.close(outcome);
          plan.record(gate.closed(outcome));
          gate.ending = new Ending.Stopped();
        });
  }

  /**
   * The step will not be waited for any more; one that is no gate is none of ours.
   *
   * @param tell whether it must be written that the gate is closed (the plan's end does it itself)
   */
  public void close(String step, int occurrence, boolean tell) {
    gates
        .all()
        .filter(gate -> gate.is(step, occurrence))
        .forEach(gate -> {
          if (gate.isOpen() && tell) {
            plan.record(gate.closed(GateOutcome.CANCELLED));
          }
          end(gate);
        });
  }

  private static void end(Gate gate) {
    if (gate.isOpen()) {
      gate.rules.close(GateOutcome.CANCELLED);
    }
    if (gate.ending == null) {
      gate.ending = new Ending.Stopped();
    }
  }

  /** The plan ends: nobody is waited for any more. */
  public void closeAll() {
    handedOn.clear();
    gates.all().forEach(GateDesk::end);
  }

  /** The open gates, in the order in which they opened. */
  public List<Waiting> open() {
    return gates.open().map(gate -> new Waiting(gate.step(), gate.rules.opening())).toList();
  }
}
