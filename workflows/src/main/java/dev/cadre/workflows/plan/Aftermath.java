package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What follows in a scope when a step has ended: the change of its state, and what is told. */
final class Aftermath {

  private final PlanGraph graph;
  private final PlanState state;
  private final ScopeFacts facts;
  private final Comments comments;
  private final GateDesk desk;

  Aftermath(PlanGraph graph, PlanState state, ScopeFacts facts, Comments comments, GateDesk desk) {
    this.graph = graph;
    this.state = state;
    this.facts = facts;
    this.comments = comments;
    this.desk = desk;
  }

  /** Why the scope ends by it; null when it goes on. */
  @Nullable Halt of(int step, Ending ending) {
    switch (ending) {
      case Ending.Done done -> state.completed(step, done.output());
      case Ending.NotMet _ -> skip(step, "CONDITION_FALSE", false);
      case Ending.Failed failed -> {
        return fail(step, failed);
      }
      case Ending.Reopened reopened -> reopen(reopened);
      case Ending.Stopped _ -> state.cancelled(step);
    }
    return null;
  }

  /**
   * A step is skipped.
   *
   * @param untaken it is on a way that was not taken
   */
  void skip(int step, String reason, boolean untaken) {
    facts.moved(step, StepState.SKIPPED, reason, null);
    state.skipped(step, untaken);
  }

  private @Nullable Halt fail(int step, Ending.Failed failed) {
    boolean rejected = failed.reason().equals("REJECTED");
    boolean gate = rejected && graph.step(step) instanceof GateStep;
    BitSet open = new BitSet();
    if (gate) {
      graph.descendants(step).stream().filter(i -> !state.state(i).terminal()).forEach(open::set);
    }
    boolean all = state.failed(step, gate);
    facts.moved(step, state.state(step), failed.reason(), failed.message());
    open.stream()
        .filter(i -> state.state(i) == StepState.SKIPPED)
        .forEach(i -> facts.moved(i, StepState.SKIPPED, failed.reason(), null));
    return all ? Halt.by(graph.step(step), failed) : null;
  }

  private void reopen(Ending.Reopened reopened) {
    if (reopened.edited() != null && reopened.output() != null) {
      state.edited(reopened.edited(), reopened.output());
      facts.committed(reopened.edited(), reopened.output(), "edited");
    }
    reopened.again().stream()
        .filter(i -> state.state(i) == StepState.WAITING)
        .forEach(
            i -> desk.supersede(graph.step(i).id(), state.occurrence(i), GateOutcome.ADJUSTED));
    state.reopen(reopened.again());
    String comment = reopened.comment();
    if (comment != null) {
      comments.add(reopened.makers(), comment);
    }
    reopened.again().stream().forEach(i -> facts.moved(i, StepState.PENDING, "REOPENED", null));
  }
}
