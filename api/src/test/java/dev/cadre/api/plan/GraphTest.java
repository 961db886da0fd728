package dev.cadre.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.plan.Instances;
import dev.cadre.stores.plan.Money;
import dev.cadre.stores.plan.StepRead;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.step.StepState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GraphTest {

  private static final Plan PLAN =
      PlanReader.read(
              Map.of(
                  "name",
                  "p",
                  "steps",
                  List.of(
                      Map.of(
                          "id", "pick", "kind", "choice", "when", "true", "then", List.of("end")),
                      echo("end"))))
          .plan();

  /** A step, then a map of subplans of two steps in a row, then another step. */
  private static final Plan NESTED =
      PlanReader.read(
              Map.of(
                  "name",
                  "p",
                  "input",
                  Map.of("list", List.of(1L, 2L)),
                  "steps",
                  List.of(
                      echo("first"),
                      Map.of(
                          "id",
                          "each",
                          "kind",
                          "map",
                          "over",
                          "input.list",
                          "dependsOn",
                          List.of("first"),
                          "step",
                          Map.of(
                              "id",
                              "both",
                              "kind",
                              "subplan",
                              "steps",
                              List.of(echo("a"), echo("b", "a")))),
                      echo("last", "each"))))
          .plan();

  private static Map<String, Object> echo(String id, String... needs) {
    return Map.of(
        "id",
        id,
        "kind",
        "tool",
        "tool",
        "echo",
        "arguments",
        Map.of(),
        "dependsOn",
        List.of(needs));
  }

  private static StepRead read(
      String id,
      String kind,
      @Nullable String container,
      StepState state,
      @Nullable Instances instances) {
    return new StepRead(
        id,
        kind,
        container,
        1,
        state,
        instances,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        Money.usd(BigDecimal.ZERO),
        null);
  }

  private static Graph graph() {
    return Graph.of(PLAN, List.of(read("pick", "choice", null, StepState.COMPLETED, null)));
  }

  private static Graph nested() {
    Instances some = new Instances(10, 1, 0, 3, 0, 0, 0);
    return Graph.of(
        NESTED,
        List.of(
            read("each", "map", null, StepState.RUNNING, null),
            read("both", "subplan", "each", StepState.RUNNING, some)));
  }

  @Test
  void knowsStatesAndBranches() {
    assertThat(graph().nodes())
        .containsExactly(
            new Graph.Node("pick", "choice", StepState.COMPLETED, null, null),
            new Graph.Node("end", "tool", StepState.PENDING, null, null));
    assertThat(graph().edges()).containsExactly(new Graph.Edge("pick", "end", "then"));
  }

  @Test
  void knowsWhatContainersHold() {
    assertThat(nested().nodes())
        .extracting(node -> node.id() + " in " + node.container())
        .containsExactly(
            "first in null",
            "each in null",
            "both in each",
            "a in both",
            "b in both",
            "last in null");
    assertThat(nested().edges())
        .extracting(edge -> edge.from() + " " + edge.to())
        .containsExactlyInAnyOrder("first each", "a b", "each last");
  }

  @Test
  void keepsMermaidsOwnWordsApart() {
    assertThat(graph().mermaid()).contains("s_pick -->|then| s_end").contains(":::COMPLETED");
  }

  @Test
  void drawsContainersAsSubgraphs() {
    assertThat(nested().mermaid())
        .startsWith(
            """
            flowchart LR
              s_first["first<br/>tool · PENDING"]:::PENDING
              subgraph s_each["each<br/>map · RUNNING"]
                subgraph s_both["both<br/>subplan · 3/10"]
                  s_a["a<br/>tool · PENDING"]:::PENDING
                  s_b["b<br/>tool · PENDING"]:::PENDING
                end
                class s_both RUNNING
              end
              class s_each RUNNING
            """)
        .contains("s_first --> s_each", "s_a --> s_b");
  }

  @Test
  void drawsStepsRightOfWhatTheyWaitFor() {
    String svg = new GraphPicture(graph()).svg();

    assertThat(svg).contains("<rect x=\"16\"").contains("<rect x=\"240\"").endsWith("</svg>\n");
  }

  @Test
  void drawsAroundWhatAContainerHolds() {
    Map<String, GraphLayout.Box> boxes = new GraphLayout(nested()).boxes();

    assertThat(boxes.get("each")).isEqualTo(new GraphLayout.Box(240, 16, 456, 176));
    assertInside(boxes.get("both"), boxes.get("each"));
    assertInside(boxes.get("a"), boxes.get("both"));
    assertInside(boxes.get("b"), boxes.get("both"));
    assertThat(boxes.get("b").x()).isGreaterThan(boxes.get("a").right());
    assertThat(boxes.get("last").x()).isGreaterThan(boxes.get("each").right());
    assertThat(boxes.keySet()).containsSubsequence("each", "both", "a");
    assertThat(new GraphPicture(nested()).svg()).contains("subplan · 3/10");
  }

  private static void assertInside(GraphLayout.Box inner, GraphLayout.Box outer) {
    assertThat(inner.x()).isGreaterThan(outer.x());
    assertThat(inner.y()).isGreaterThan(outer.y());
    assertThat(inner.right()).isLessThan(outer.right());
    assertThat(inner.bottom()).isLessThan(outer.bottom());
  }
}
