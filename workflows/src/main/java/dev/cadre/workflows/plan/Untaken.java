package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Workflow;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

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
  private final BitSet barred = new BitSet();

  /** Of the steps of a graph. */
  Untaken(PlanGraph graph, List<PriorStep> prior) {
    this.graph = graph;
    prior.stream()
        .filter(step -> step.state() == StepState.FAILED && REJECTED.equals(step.reason()))
        .map(step -> graph.position(step.step()))
        .filter(step -> graph.step(step) instanceof GateStep)
        .forEach(gate -> barred.or(graph.barredBy(gate)));
  }

  /** Whether a step that has ended was. */
  boolean is(PriorStep step) {
    if (!REJECTED.equals(step.reason())) {
      return step.reason() != null && WAYS.contains(step.reason());
    }
    boolean skipped = step.state() == StepState.SKIPPED;
    return (skipped && barred.get(graph.position(step.step())))
        || Workflow.getVersion(ONLY_WHAT_IS_BARRED, Workflow.DEFAULT_VERSION, 1)
            == Workflow.DEFAULT_VERSION;
  }
}
