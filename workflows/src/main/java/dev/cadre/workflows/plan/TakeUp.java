package dev.cadre.workflows.plan;

import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an earlier part of the run, or an earlier run, had under way in a scope goes on. */
final class TakeUp {

  /**
   * Earlier histories took it up once more whenever they were about to go on in a new history and
   * did not: a gate opened before its needs had ended.
   */
  private static final String TAKEN_UP_ONCE = "what-was-under-way-is-taken-up-once";

  private final PlanGraph graph;
  private final PlanState state;
  private final PriorSteps.LeftAtWork left;
  private boolean asked;

  TakeUp(PlanGraph graph, PlanState state, PriorSteps.LeftAtWork left) {
    this.graph = graph;
    this.state = state;
    this.left = left;
  }

  /** What to start; once, for what a reviewer sends back later is not under way any more. */
  List<Integer> due() {
    boolean again = asked;
    asked = true;
    List<Integer> waiting =
        left.underWay().stream()
            .map(graph::position)
            .filter(step -> state.state(step) == StepState.PENDING)
            .toList();
    return again && !waiting.isEmpty() && Changes.include(TAKEN_UP_ONCE) ? List.of() : waiting;
  }

  /** For a container that was left at work, once: the occurrence whose results stand. */
  @Nullable Integer keptFrom(int step) {
    return left.kept().remove(graph.step(step).id());
  }
}
