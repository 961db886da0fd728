package dev.cadre.api.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.plan.Money;
import dev.cadre.stores.plan.StepRead;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.step.StepState;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
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
                      Map.of("id", "end", "kind", "tool", "tool", "echo", "arguments", Map.of()))))
          .plan();

  private static Graph graph() {
    var pick =
        new StepRead(
            "pick",
            "choice",
            1,
            StepState.COMPLETED,
            null,
            null,
            null,
            null,
            0,
            Money.usd(BigDecimal.ZERO),
            null);
    return Graph.of(PLAN, List.of(pick));
  }

  @Test
  void knowsStatesAndBranches() {
    assertThat(graph().nodes())
        .containsExactly(
            new Graph.Node("pick", "choice", StepState.COMPLETED),
            new Graph.Node("end", "tool", StepState.PENDING));
    assertThat(graph().edges()).containsExactly(new Graph.Edge("pick", "end", "then"));
  }

  @Test
  void keepsMermaidsOwnWordsApart() {
    assertThat(graph().mermaid()).contains("s_pick -->|then| s_end").contains(":::COMPLETED");
  }

  @Test
  void drawsStepsRightOfWhatTheyWaitFor() {
    String svg = new GraphPicture(graph()).svg();

    assertThat(svg).contains("<rect x=\"16\"").contains("<rect x=\"240\"").endsWith("</svg>\n");
  }
}
