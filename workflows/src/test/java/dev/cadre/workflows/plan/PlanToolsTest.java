package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.tool.ToolRequest;
import java.util.ArrayDeque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan does when a model asks for tools before it answers. */
class PlanToolsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static void asks(RunningPlan run, List<List<ToolRequest>> turns) {
    run.world().asks.put("a", new ArrayDeque<>(turns));
  }

  @Test
  void callsEachToolInTurnAndThenTheModelAgain() {
    RunningPlan run = SERVER.given(plan(agent("a"), agent("b", "a")));
    asks(
        run,
        List.of(
            List.of(new ToolRequest(1, "find"), new ToolRequest(3, "read")),
            List.of(new ToolRequest(1, "find"))));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly(
            "a#1@first", "a#1@find", "a#1@read", "a#1@first", "a#1@find", "a#1@first", "b#1@first");
    assertThat(run.world().keys)
        .extracting(AttemptKey::turn, AttemptKey::call)
        .containsExactly(
            tuple(0, 0),
            tuple(0, 1),
            tuple(0, 3),
            tuple(1, 0),
            tuple(1, 1),
            tuple(2, 0),
            tuple(0, 0));
  }

  @Test
  void asksTheModelAgainWhereEveryWishWasRefused() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of()));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@first");
  }

  @Test
  void goesOnWhereAToolFails() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of(new ToolRequest(1, "find"))));
    run.world().fails("find", FakeWorld.failure(FailureCategory.TOOL_FAILED));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@find", "a#1@first");
  }

  @Test
  void endsWhereTheRequesterMayNotCallAToolAnyMore() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of(new ToolRequest(1, "find"))));
    run.world().fails("find", FakeWorld.failure(FailureCategory.FORBIDDEN));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.moves()).containsExactly("a FAILED FORBIDDEN");
  }

  @Test
  void keepsToTheTargetThatHasAsked() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of(new ToolRequest(1, "find"))));
    run.world().fails("first", FakeWorld.failure(FailureCategory.AUTH));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "a#1@second", "a#1@find", "a#1@second");
    assertThat(run.world().keys.getLast()).extracting(AttemptKey::target).isEqualTo(1);
  }
}
