package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.GateDesk;
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
  private static final int SMALL = 200;

  private DetailsPage() {}

  static String of(
      PlanStatus status, PlanGraph graph, PlanState state, List<GateDesk.Waiting> gates) {
    StringBuilder page = new StringBuilder("### " + status + "\n\n");
    for (StepState each : StepState.values()) {
      int count = state.count(each);
      if (count > 0) {
        page.append("- ").append(each).append(": ").append(count);
        // Names are looked for in small plans only: this page is made anew after every turn.
        if (count <= LISTED && graph.size() <= SMALL) {
          page.append(" (").append(names(graph, state, each)).append(')');
        }
        page.append('\n');
      }
    }
    gates.stream().limit(LISTED).forEach(gate -> decision(page, gate));
    return page.toString();
  }

  private static void decision(StringBuilder page, GateDesk.Waiting gate) {
    page.append("\nWaits for a decision: gate `")
        .append(gate.step())
        .append("`, audience ")
        .append(String.join(", ", gate.opening().audience().roles()))
        .append(", id `")
        .append(gate.opening().gate())
        .append("`, digest `")
        .append(gate.opening().digest())
        .append("`\n");
  }

  /** The same for programs. */
  static PlanProgress progress(
      PlanStatus status, PlanGraph graph, PlanState state, List<GateDesk.Waiting> gates) {
    Map<String, StepState> steps = new LinkedHashMap<>();
    for (int i = 0; i < graph.size(); i++) {
      steps.put(graph.step(i).id(), state.state(i));
    }
    List<PlanProgress.OpenGate> open = new ArrayList<>();
    for (GateDesk.Waiting gate : gates) {
      open.add(
          new PlanProgress.OpenGate(
              gate.step(),
              gate.opening().gate().toString(),
              gate.opening().occurrence(),
              gate.opening().digest()));
    }
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
