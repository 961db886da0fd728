package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which of the steps that an earlier part of a run left were on a way that was not taken. */
final class Untaken {

  private static final Set<String> WAYS = Set.of("NOT_TAKEN", "NOT_NEEDED");

  private static final String REJECTED = "REJECTED";

  /**
   * Earlier histories took whatever a rejection had ended for such a step: also the gate itself,
   * and a container that was left by it but may fail. What is behind those runs.
   */
  private static final String ONLY_WHAT_IS_BARRED = "only-what-is-barred-is-untaken";

  private final PlanGraph graph;
  private final Map<Integer, Integer> barriers = new HashMap<>();

  /** Of the steps of a graph. */
  Untaken(PlanGraph graph, List<PriorStep> prior) {
    this.graph = graph;
    prior.stream()
        .filter(step -> step.state() == StepState.FAILED && REJECTED.equals(step.reason()))
        .filter(step -> !step.wasLeft())
        .map(step -> graph.position(step.step()))
        .filter(step -> graph.step(step) instanceof GateStep)
        .forEach(gate ->
            graph.barredBy(gate).stream().forEach(step -> barriers.putIfAbsent(step, gate)));
  }

  /** Whether a step that has ended was. */
  boolean is(PriorStep step) {
    if (!REJECTED.equals(step.reason())) {
      return step.reason() != null && WAYS.contains(step.reason());
    }
    return barrier(step) != null || !Changes.include(ONLY_WHAT_IS_BARRED);
  }

  /** The rejected gate that has skipped a step; null when none has. */
  @Nullable Integer barrier(PriorStep step) {
    return REJECTED.equals(step.reason()) && step.state() == StepState.SKIPPED
        ? barriers.get(graph.position(step.step()))
        : null;
  }
}
