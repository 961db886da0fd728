package dev.cadre.workflows.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One opening of a gate: what was opened, who was answered what, how it ended. */
final class Gate {

  final GateDesk.Opening opening;
  final GateRules rules;
  final Map<String, DecisionAnswer> answers = new LinkedHashMap<>();

  /** What the step ends with; null while it waits, or while what ends it is being written. */
  @Nullable Ending ending;

  Gate(GateDesk.Opening opening, GateRules rules) {
    this.opening = opening;
    this.rules = rules;
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

  Fact closed(GateOutcome outcome) {
    return new Fact.GateClosed(id(), step(), opening.occurrence(), outcome, WorkflowTime.now());
  }
}
