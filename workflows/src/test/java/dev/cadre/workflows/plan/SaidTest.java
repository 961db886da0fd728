package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.concat;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** To which steps a comment goes in the next run. */
class SaidTest {

  private static final PlanGraph GRAPH =
      new PlanGraph(
          plan(
              agent("a"),
              agent("b"),
              concat("both", "a", "b"),
              map("m", 1, agent("x"), "both"),
              subplan("s", List.of(agent("y"), tool("post", after("y"))), "m"),
              gate("g", "both", "s"),
              agent("z", "g")));

  private static List<String> meant(boolean redo, String... steps) {
    Rerun rerun = new Rerun(GRAPH, new PlanState(GRAPH), Set.of());
    return new Said(0, "g", redo, List.of(steps), "shorter")
        .meant(GRAPH, rerun).stream().mapToObj(step -> GRAPH.step(step).id()).toList();
  }

  @Test
  void goesToWhatMadeWhatTheGateShows() {
    assertThat(meant(false)).containsExactly("a", "b");
    assertThat(meant(false, "both")).containsExactly("a", "b");
  }

  @Test
  void goesToTheWholeWayButToNoContainerWithEffects() {
    assertThat(meant(true)).contains("a", "b", "m").doesNotContain("s", "z");
  }
}
