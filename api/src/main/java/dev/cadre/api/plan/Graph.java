package dev.cadre.api.plan;

import dev.cadre.stores.plan.StepRead;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The graph of a plan: its steps as they stand and what waits for what.
 *
 * @param nodes in the order of the document
 */
record Graph(List<Node> nodes, List<Edge> edges) {

  /** A step. */
  record Node(String id, String kind, StepState state) {}

  /**
   * {@code to} waits for {@code from}.
   *
   * @param label then or else, from a choice
   */
  record Edge(String from, String to, @Nullable String label) {}

  Graph {
    nodes = List.copyOf(nodes);
    edges = List.copyOf(edges);
  }

  static Graph of(Plan plan, List<StepRead> steps) {
    Map<String, StepState> states =
        steps.stream().collect(Collectors.toMap(StepRead::id, StepRead::state));
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    Map<String, Step> byId =
        plan.steps().stream().collect(Collectors.toMap(Step::id, step -> step));
    for (Step step : plan.steps()) {
      nodes.add(
          new Node(step.id(), step.kind(), states.getOrDefault(step.id(), StepState.PENDING)));
      for (String from : step.options().dependsOn()) {
        edges.add(new Edge(from, step.id(), branch(byId.get(from), step.id())));
      }
    }
    return new Graph(nodes, edges);
  }

  private static @Nullable String branch(@Nullable Step from, String to) {
    if (from instanceof ChoiceStep choice) {
      if (choice.then().contains(to)) {
        return "then";
      }
      return choice.otherwise().contains(to) ? "else" : null;
    }
    return null;
  }

  /** As a Mermaid flowchart. */
  String mermaid() {
    StringBuilder text = new StringBuilder("flowchart LR\n");
    for (Node node : nodes) {
      // The prefix keeps a step called `end` from being taken for Mermaid's own word.
      text.append(
          "  s_%s[\"%s<br/>%s\"]:::%s%n"
              .formatted(node.id(), node.id(), node.kind(), node.state()));
    }
    for (Edge edge : edges) {
      String label = edge.label() == null ? "" : "|" + edge.label() + "|";
      text.append("  s_%s -->%s s_%s%n".formatted(edge.from(), label, edge.to()));
    }
    for (StepState state : StepState.values()) {
      text.append(
          "  classDef %s fill:%s,stroke:#334155,color:#0f172a%n"
              .formatted(state, GraphPicture.colour(state)));
    }
    return text.toString();
  }
}
