package dev.cadre.api.plan;

import dev.cadre.stores.plan.Instances;
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
 * @param nodes in the order of the document, nested ones behind what holds them
 */
record Graph(List<Node> nodes, List<Edge> edges) {

  /**
   * A step.
   *
   * @param container what holds it; null in the plan's own graph
   * @param instances null of a step that is not nested
   */
  record Node(
      String id,
      String kind,
      StepState state,
      @Nullable String container,
      @Nullable Instances instances) {

    /** Its kind and how far it is, for people. */
    String told() {
      return instances == null
          ? kind + " · " + state
          : kind + " · " + instances.ended() + "/" + instances.total();
    }
  }

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
    Map<String, StepRead> reads =
        steps.stream().collect(Collectors.toMap(StepRead::id, step -> step));
    List<Node> nodes = new ArrayList<>();
    List<Edge> edges = new ArrayList<>();
    add(plan.steps(), null, reads, nodes, edges);
    return new Graph(nodes, edges);
  }

  private static void add(
      List<Step> steps,
      @Nullable String container,
      Map<String, StepRead> reads,
      List<Node> nodes,
      List<Edge> edges) {
    Map<String, Step> byId = steps.stream().collect(Collectors.toMap(Step::id, step -> step));
    for (Step step : steps) {
      StepRead read = reads.get(step.id());
      StepState state = read == null ? StepState.PENDING : read.state();
      Instances instances = read == null ? null : read.instances();
      nodes.add(new Node(step.id(), step.kind(), state, container, instances));
      for (String from : step.options().dependsOn()) {
        edges.add(new Edge(from, step.id(), branch(byId.get(from), step.id())));
      }
      add(step.nested(), step.id(), reads, nodes, edges);
    }
  }

  /** What stands in a container, or in the plan itself, by the container's id or nothing. */
  Map<String, List<Node>> contents() {
    return nodes.stream()
        .collect(Collectors.groupingBy(node -> node.container() == null ? "" : node.container()));
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

  /** The prefix keeps a step called `end` from being taken for Mermaid's own word. */
  private static void mermaid(
      StringBuilder text, Map<String, List<Node>> contents, String container, String indent) {
    for (Node node : contents.getOrDefault(container, List.of())) {
      String label = "s_%s[\"%s<br/>%s\"]".formatted(node.id(), node.id(), node.told());
      if (contents.containsKey(node.id())) {
        text.append("%ssubgraph %s%n".formatted(indent, label));
        mermaid(text, contents, node.id(), indent + "  ");
        text.append("%send%n%sclass s_%s %s%n".formatted(indent, indent, node.id(), node.state()));
      } else {
        text.append("%s%s:::%s%n".formatted(indent, label, node.state()));
      }
    }
  }

  /** As a Mermaid flowchart. */
  String mermaid() {
    StringBuilder text = new StringBuilder("flowchart LR\n");
    mermaid(text, contents(), "", "  ");
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
