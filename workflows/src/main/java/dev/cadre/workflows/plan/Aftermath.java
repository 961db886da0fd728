package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What follows in a scope when a step has ended: the change of its state, and what is told. */
final class Aftermath {

  /**
   * In earlier histories a gate that was sent back took along others that had been decided in the
   * same moment, and those decisions were lost: also a rejection.
   */
  private static final String DECIDED_STAYS = "a-decided-gate-is-not-sent-back";

  /** In earlier histories a rejection skipped steps behind it that were at work. */
  private static final String AT_WORK_ENDS = "what-is-at-work-ends-behind-a-rejection";

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
      case Ending.Reopened reopened -> reopen(step, reopened);
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
    boolean gate = failed.reason().equals("REJECTED") && graph.step(step) instanceof GateStep;
    BitSet barred = gate ? barred(step) : new BitSet();
    boolean all = state.failed(step, barred);
    facts.moved(step, state.state(step), failed.reason(), failed.message());
    barred.stream().forEach(i -> facts.moved(i, StepState.SKIPPED, failed.reason(), null));
    return all ? Halt.by(graph.step(step), failed) : null;
  }

  /** What a rejected gate ends. */
  private BitSet barred(int gate) {
    BitSet barred = state.skippedByRejection(gate);
    BitSet calls = new BitSet();
    barred.stream()
        .filter(i -> state.state(i) == StepState.RUNNING && graph.step(i).nested().isEmpty())
        .forEach(calls::set);
    if (!calls.isEmpty() && Changes.include(AT_WORK_ENDS)) {
      barred.andNot(calls);
    }
    return barred;
  }

  private void reopen(int gate, Ending.Reopened reopened) {
    if (reopened.edited() != null && reopened.output() != null) {
      state.edited(reopened.edited(), reopened.output());
      facts.committed(reopened.edited(), reopened.output(), "edited");
    }
    BitSet again = (BitSet) reopened.again().clone();
    BitSet settled = settled(gate, again);
    if (!settled.isEmpty() && Changes.include(DECIDED_STAYS)) {
      again.andNot(settled);
    }
    again.stream()
        .filter(i -> state.state(i) == StepState.WAITING)
        .forEach(
            i -> desk.supersede(graph.step(i).id(), state.occurrence(i), GateOutcome.ADJUSTED));
    state.reopen(again);
    String comment = reopened.comment();
    if (comment != null) {
      comments.add(reopened.makers(), comment);
    }
    again.stream().forEach(i -> facts.moved(i, StepState.PENDING, "REOPENED", null));
  }

  /** What other decisions of this moment have settled: gates, and what they have sent back. */
  private BitSet settled(int gate, BitSet again) {
    BitSet settled = new BitSet();
    again.stream().filter(i -> i != gate && isSettled(i)).forEach(settled::set);
    return settled;
  }

  private boolean isSettled(int step) {
    return switch (state.state(step)) {
      case PENDING, RUNNING -> true;
      case WAITING -> desk.decided(graph.step(step).id(), state.occurrence(step));
      default -> false;
    };
  }
}
