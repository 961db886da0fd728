package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.StepState;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** The steps of a plan's own graph that only wait for a place: all that they need has ended. */
public final class ReadySteps {

  private ReadySteps() {}

  /**
   * Their ids, in the order of the document.
   *
   * @param states of the steps; one without is PENDING
   */
  public static Set<String> of(Plan plan, Map<String, StepState> states) {
    PlanGraph graph = new PlanGraph(plan);
    StepState[] now =
        plan.steps().stream()
            .map(step -> states.getOrDefault(step.id(), StepState.PENDING))
            .toArray(StepState[]::new);
    Frontier frontier = new Frontier(graph, now);
    frontier.rebuild();
    Set<String> ready = new LinkedHashSet<>();
    for (Integer next = frontier.poll(); next != null; next = frontier.poll()) {
      ready.add(graph.step(next).id());
    }
    return ready;
  }
}
