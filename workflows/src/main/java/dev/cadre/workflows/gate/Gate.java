package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One opening of a gate: what was opened, who was answered what, how it ended. */
final class Gate {

  final GateDesk.Opening opening;
  final GateRules rules;
  final Map<String, DecisionAnswer> answers = new LinkedHashMap<>();

  /** What the step ends with; null while it waits, or while what ends it is being written. */
  @Nullable Ending ending;

  /** Whether the step has its ending. */
  boolean taken;

  private final @Nullable Instant deadline;

  Gate(GateDesk.Opening opening, GateRules rules, @Nullable Instant deadline) {
    this.opening = opening;
    this.rules = rules;
    this.deadline = deadline;
  }

  /** Null waits for ever. */
  @Nullable Instant deadline() {
    return deadline;
  }

  /** Takes over what an earlier part of the run has counted. */
  void restore(CarriedGate carried) {
    for (CarriedGate.Vote vote : carried.votes()) {
      rules.counted(vote.decision(), vote.answer());
      answers.put(vote.decision().reviewer(), vote.answer());
    }
  }

  CarriedGate carried() {
    return new CarriedGate(
        id(),
        step(),
        opening.occurrence(),
        deadline,
        rules.counted().stream()
            .map(decision ->
                new CarriedGate.Vote(
                    decision, Objects.requireNonNull(answers.get(decision.reviewer()))))
            .toList());
  }

  GateId id() {
    return rules.opening().gate();
  }

  String step() {
    return opening.step().id();
  }

  boolean is(String name, int occurrence) {
    return step().equals(name) && opening.occurrence() == occurrence;
  }

  boolean isOpen() {
    return rules.closed() == null;
  }

  /** Waits until it is closed or its deadline is over; not where it has none. */
  boolean closesInTime() {
    if (deadline == null) {
      return true;
    }
    Duration left = Duration.between(WorkflowTime.now(), deadline);
    return left.isPositive() ? Workflow.await(left, () -> !isOpen()) : !isOpen();
  }

  Fact closed(GateOutcome outcome) {
    return new Fact.GateClosed(id(), step(), opening.occurrence(), outcome, WorkflowTime.now());
  }
}
