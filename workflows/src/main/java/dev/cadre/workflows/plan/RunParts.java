package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.Pause;
import dev.cadre.workflows.step.Step;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What all scopes of one run of a plan share.
 *
 * @param calls makes calls for a scope
 * @param turn told after each round of starts in any scope
 * @param graphs of what containers hold, by the container's id; filled as they are needed
 */
record RunParts(
    StartPlan start,
    PlanSnapshot snapshot,
    PlanBook book,
    Scribe scribe,
    Function<Scope, Calls> calls,
    Pause pause,
    GateDesk desk,
    Signals signals,
    Tally tally,
    Ends ends,
    LongHistory history,
    Runnable turn,
    Map<String, PlanGraph> graphs) {

  /**
   * The bookkeeping in the workflow task, once every decision is written that came by Update: the
   * task may be lost, and with it what was decided.
   */
  @Override
  public PlanBook book() {
    scribe.await();
    return book;
  }

  /** What reviewers have said before to steps of a scope. */
  Comments.Before notes(int scope) {
    return new Comments.Before(
        start.before().notes().stream().filter(note -> note.scope() == scope).toList(),
        snapshot.said().stream().filter(said -> said.scope() == scope).toList(),
        snapshot.repeatableTools());
  }

  /** Rounds in which an earlier part of the run has left the gates of a scope. */
  Stream<Carried.Round> rounds(int scope) {
    List<Carried.Round> all = start.before().rounds();
    return all == null ? Stream.empty() : all.stream().filter(round -> round.scope() == scope);
  }

  /** The graph that a container holds. */
  PlanGraph inside(Step container) {
    return graphs.computeIfAbsent(container.id(), _ -> new PlanGraph(container.nested()));
  }
}
