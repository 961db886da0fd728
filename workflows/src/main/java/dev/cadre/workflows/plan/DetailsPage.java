package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateRules;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The page about a running plan that people read in the Temporal UI. It names steps and states,
 * nothing that people wrote.
 */
final class DetailsPage {

  private static final int LISTED = 20;

  private DetailsPage() {}

  static String of(
      PlanStatus status, PlanGraph graph, PlanState state, Map<String, GateRules.Opening> gates) {
    StringBuilder page = new StringBuilder("### " + status + "\n\n");
    for (StepState each : StepState.values()) {
      int count = state.count(each);
      if (count > 0) {
        page.append("- ").append(each).append(": ").append(count);
        if (count <= LISTED) {
          page.append(" (").append(names(graph, state, each)).append(')');
        }
        page.append('\n');
      }
    }
    gates.forEach((step, gate) ->
        page.append("\nWaits for a decision: gate `")
            .append(step)
            .append("`, audience ")
            .append(String.join(", ", gate.audience().roles()))
            .append(", id `")
            .append(gate.gate())
            .append("`, digest `")
            .append(gate.digest())
            .append("`\n"));
    return page.toString();
  }

  /** The same for programs. */
  static PlanProgress progress(
      PlanStatus status, PlanGraph graph, PlanState state, Map<String, GateRules.Opening> gates) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (int i = 0; i < graph.size(); i++) {
      steps.put(graph.step(i).id(), state.state(i));
    }
    List<PlanProgress.OpenGate> open = new ArrayList<>();
    gates.forEach((step, gate) ->
        open.add(
            new PlanProgress.OpenGate(
                step, gate.gate().toString(), gate.occurrence(), gate.digest())));
    return new PlanProgress(status, steps, open);
  }

  private static String names(PlanGraph graph, PlanState state, StepState wanted) {
    StringBuilder names = new StringBuilder();
    for (int i = 0; i < graph.size(); i++) {
      if (state.state(i) == wanted) {
        names.append(names.isEmpty() ? "" : ", ").append(graph.step(i).id());
      }
    }
    return names.toString();
  }
}
