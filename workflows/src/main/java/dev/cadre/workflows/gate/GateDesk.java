package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Opens a plan's gates and waits until they are closed: by people, by a deadline, by the plan. */
public final class GateDesk {

  /**
   * A gate about to open.
   *
   * @param frame the instance that the step belongs to; null in the plan's own graph
   * @param sentBack what runs again by a decision that sends it back
   */
  public record Opening(
      GateStep step,
      int occurrence,
      @Nullable Frame frame,
      String title,
      List<Shown> show,
      Function<DecideGate, Ending.Reopened> sentBack) {}

  /** A gate that waits for decisions. */
  public record Waiting(String step, GateRules.Opening opening) {}

  private final GatePlan plan;
  private final Random random;
  private final Gates gates = new Gates();
  private final Decisions decisions;

  public GateDesk(GatePlan plan, Random random) {
    this.plan = plan;
    this.random = random;
    this.decisions = new Decisions(plan, gates);
  }

  /** Where decisions come in. */
  public Decisions decisions() {
    return decisions;
  }

  /** Opens a gate and waits until it is closed. */
  public Ending open(Opening opening) {
    Gate gate = new Gate(opening, new GateRules(rules(opening)));
    gates.add(gate);
    Duration deadline = opening.step().deadline();
    tell(gate, deadline == null ? null : WorkflowTime.now().plus(deadline));
    decisions.takeEarly(gate);
    return await(gate, deadline);
  }

  private GateRules.Opening rules(Opening opening) {
    GateId id =
        new GateId(Uuid7.of(Workflow.currentTimeMillis(), random.nextLong(), random.nextLong()));
    GateStep step = opening.step();
    return new GateRules.Opening(
        id,
        opening.occurrence(),
        GateDigest.of(id, opening.occurrence(), opening.title(), List.of(), opening.show()),
        step.show(),
        step.audience(),
        plan.requester(),
        plan.assertedAllowed());
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
  }

  private Ending await(Gate gate, @Nullable Duration deadline) {
    if (deadline != null && !Workflow.await(deadline, () -> !gate.isOpen())) {
      gate.rules.close(GateOutcome.EXPIRED);
      plan.record(gate.closed(GateOutcome.EXPIRED));
      gate.ending = new Ending.Failed("REJECTED", "The deadline passed without a decision.");
    }
    Workflow.await(() -> gate.ending != null);
    return Objects.requireNonNull(gate.ending);
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
    gates.all().forEach(GateDesk::end);
  }

  /** The open gates, in the order in which they opened. */
  public List<Waiting> open() {
    return gates.open().map(gate -> new Waiting(gate.step(), gate.rules.opening())).toList();
  }
}
