package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.GateStep;
import java.util.BitSet;
import java.util.List;

/**
 * A comment with which a reviewer sent a gate back in an earlier run of the plan.
 *
 * @param scope the gate's instance; 0 in the plan's own graph
 * @param gate the gate's step
 * @param redo it was about the whole way that led to the gate
 * @param steps those that were chosen; empty for what the gate shows
 */
public record Said(int scope, String gate, boolean redo, List<String> steps, String comment) {

  public Said {
    steps = List.copyOf(steps);
  }

  /** The steps of the gate's graph that are told it when they run once more. */
  BitSet meant(PlanGraph graph, Rerun rerun) {
    int asked = graph.position(gate);
    if (!redo) {
      List<String> shown = ((GateStep) graph.step(asked)).show();
      return rerun.makers(steps.isEmpty() ? shown : steps);
    }
    BitSet way = graph.ancestors(asked);
    // A container is done anew only where all that it holds may be.
    BitSet meant = rerun.makers(way.stream().mapToObj(step -> graph.step(step).id()).toList());
    way.stream().filter(step -> graph.step(step).nested().isEmpty()).forEach(meant::set);
    return meant;
  }
}
