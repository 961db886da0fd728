package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.OnFailure;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RedoTest {

  private static final Plan PLAN =
      plan(
          asking("a", "About {{ input.topic }}."),
          asking("b", "In a {{ input.tone }} tone: {{ steps.a.output }}", "a"),
          gate("g", "b"),
          asking("c", "All of {{ input }}."),
          agent("d", options("has(input.extra)", OnFailure.FAIL, "g")),
          agent("e", "g"));

  private static AgentStep asking(String id, String prompt, String... needs) {
    return new AgentStep(
        id, options(null, OnFailure.FAIL, needs), "copywriter", prompt, List.of(), null, null);
  }

  private static Redo edited(Map<String, Object> before, Map<String, Object> after)
      throws ExpressionException {
    return new Redo(PLAN).input(before, after);
  }

  @Test
  void keepsWhatIsNotBehindTheStep() {
    assertThat(new Redo(PLAN).from("b").kept()).containsExactly("a", "c");
    assertThat(new Redo(PLAN).from("e").kept()).containsExactly("a", "b", "g", "c", "d");
  }

  @Test
  void keepsAllWhenTheInputIsTheSameInAnotherOrder() throws ExpressionException {
    Redo redo = edited(Map.of("topic", "tea", "n", 1L), Map.of("n", 1.0, "topic", "tea"));

    assertThat(redo.kept()).hasSize(6);
  }

  @Test
  void runsReadersOfAChangedFieldAndEveryGateAnew() throws ExpressionException {
    Redo redo =
        edited(Map.of("topic", "tea", "tone", "warm"), Map.of("topic", "tea", "tone", "dry"));

    assertThat(redo.kept()).containsExactly("a");
  }

  @Test
  void runsAContainerAnewInWhichSomethingWasApproved() throws ExpressionException {
    Plan plan =
        plan(
            subplan("s", List.of(agent("t"), gate("u", "t"))),
            subplan("v", List.of(agent("w"))),
            agent("x", "s"));

    assertThat(new Redo(plan).input(Map.of("n", 1L), Map.of("n", 2L)).kept()).containsExactly("v");
  }

  @Test
  void runsAStepAnewThatOnlyAskedWhetherTheFieldIsThere() throws ExpressionException {
    Redo redo = edited(Map.of("topic", "tea"), Map.of("topic", "tea", "extra", true));

    assertThat(redo.kept()).containsExactly("a", "b");
  }

  @Test
  void runsEveryReaderAnewWhenTheInputIsNoObject() throws ExpressionException {
    Redo redo = new Redo(PLAN).input("tea", "coffee");

    assertThat(redo.kept()).isEmpty();
  }

  @Test
  void runsTheStandInOfAStepAnew() {
    Plan plan =
        plan(
            agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "b"))),
            agent("b"),
            agent("c", "b"));

    assertThat(new Redo(plan).from("a").kept()).isEmpty();
  }
}
