package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.loop;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.OnFailure;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Maps, loops and subplans. */
class PlanNestedTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static void items(RunningPlan run, int count) {
    run.world().answers.put("m", IntStream.range(0, count).boxed().toList());
  }

  /** An agent that reads what it wrote the turn before. */
  private static AgentStep rereading(String id) {
    return new AgentStep(
        id,
        options(null, OnFailure.FAIL),
        "writer",
        "{{ steps." + id + ".output }}",
        List.of(),
        null,
        null);
  }

  @Test
  void runsAStepForEachItem() {
    RunningPlan run =
        SERVER.given(plan(agent("a"), map("m", 2, agent("each"), "a"), agent("z", "m")));
    items(run, 5);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    LeaveContainer left = run.world().left.getFirst();
    assertThat(left.items()).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    assertThat(run.world().targets.models.stream().filter(call -> call.key().step().equals("each")))
        .extracting(call -> call.frames().getLast())
        .extracting(Frame::index)
        .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    assertThat(run.world().calls).last().isEqualTo("z#1@first");
    assertThat(run.world().closed.uses()).containsOnlyKeys("a", "m", "z");
  }

  @Test
  void leavesNoMoreItemsAtWorkThanIsAllowed() {
    RunningPlan run = SERVER.given(plan(map("m", 3, agent("each"))));
    items(run, 12);
    AtomicInteger most = run.world().targets.mostAtOnce();
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(most.get()).isBetween(2, 3);
  }

  @Test
  void completesAMapOfNothing() {
    RunningPlan run = SERVER.given(plan(map("m", 2, agent("each"))));
    items(run, 0);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().left.getFirst().items()).isEmpty();
  }

  @Test
  void failsTheMapByAnItem() {
    RunningPlan run = SERVER.given(plan(map("m", 1, agent("each")), agent("z", "m")));
    items(run, 3);
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.INVALID_REQUEST));
    run.world().targets.fails("second", FakeTargets.failure(FailureCategory.INVALID_REQUEST));
    run.start();

    assertThat(run.end().reason()).isEqualTo("STEP_FAILED");
    assertThat(run.end().step()).isEqualTo("m");
    assertThat(run.world().calls.stream().filter(call -> call.startsWith("each")))
        .hasSizeLessThan(3);
    assertThat(run.moves()).contains("each FAILED INVALID_REQUEST", "m FAILED STEP_FAILED");
    assertThat(run.world().calls).noneMatch(call -> call.startsWith("z"));
  }

  @Test
  void leavesNullForAnItemThatMayFail() {
    RunningPlan run =
        SERVER.given(
            plan(
                map(
                    "m",
                    1,
                    agent("each", options(null, new OnFailure(OnFailure.Mode.CONTINUE, null))))));
    items(run, 3);
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.INVALID_REQUEST));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().left.getFirst().items()).containsExactly(0, 2, 3);
  }

  @Test
  void turnsUntilItIsGoodEnough() {
    RunningPlan run =
        SERVER.run(plan(loop("l", agent("try_it"), "turn == 3 || steps.try_it.output == 'x'", 9)));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly(
            "l#1 enter", "try_it#1@first", "try_it#2@first", "try_it#3@first", "l#1 leave");
    assertThat(run.world().left.getFirst().uses()).isEqualTo(Map.of("try_it", 3));
  }

  @Test
  void seesTheTurnBefore() {
    RunningPlan run = SERVER.run(plan(loop("l", rereading("again"), "false", 3)));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models)
        .extracting(call -> call.uses().get("again"))
        .containsExactly(null, 1, 2);
    assertThat(run.world().targets.models)
        .extracting(call -> call.frames().getLast().index())
        .containsExactly(1, 2, 3);
  }

  @Test
  void runsAGraphOfItsOwnForEachItem() {
    RunningPlan run =
        SERVER.given(
            plan(map("m", 2, subplan("s", List.of(agent("a"), agent("b", "a"), agent("c", "a"))))));
    items(run, 3);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().left).hasSize(4);
    assertThat(run.world().left.getFirst().uses()).containsOnlyKeys("a", "b", "c");
    assertThat(run.world().left.getLast().items()).containsExactlyInAnyOrder(1, 2, 3);
    assertThat(run.world().calls.stream().filter(call -> call.startsWith("b#"))).hasSize(3);
    // A subplan sees nothing of what is around it.
    assertThat(run.world().targets.models).allMatch(call -> call.frames().size() == 1);
  }

  @Test
  void asksInEachItemAndSendsOneBack() {
    RunningPlan run =
        SERVER.given(plan(map("m", 5, subplan("s", List.of(agent("draft"), gate("ok", "draft"))))));
    items(run, 2);
    run.start();
    Fact.GateOpened one = run.gateNumber(1);
    Fact.GateOpened two = run.gateNumber(2);

    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.WAITING);
    run.workflow().decide(RunningPlan.by("r", one, Verdict.ADJUST, "shorter", null));
    Fact.GateOpened again = run.gateNumber(3);
    assertThat(again.step()).isEqualTo("ok");
    run.workflow().decide(RunningPlan.by("r", two, Verdict.GO));
    run.workflow().decide(RunningPlan.by("r", again, Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models).hasSize(3);
    assertThat(run.world().targets.models.getLast().note()).isEqualTo("shorter");
  }

  @Test
  void stopsByARejectionInside() {
    RunningPlan run =
        SERVER.given(
            plan(
                map("m", 5, subplan("s", List.of(gate("ok"), agent("after", "ok")))),
                agent("z", "m")));
    items(run, 2);
    run.start();
    run.workflow().decide(RunningPlan.by("r", run.gateNumber(1), Verdict.REJECT));

    assertThat(run.end().reason()).isEqualTo("REJECTED");
    assertThat(run.world().targets.models).isEmpty();
    assertThat(run.world().facts).filteredOn(Fact.GateClosed.class::isInstance).hasSize(2);
  }

  @Test
  void goesOnBehindAContainerThatMayFail() {
    MapStep failing =
        new MapStep(
            "m",
            limited(Duration.ofHours(1), new OnFailure(OnFailure.Mode.CONTINUE, null)),
            "input.items",
            null,
            2,
            agent("each"));
    RunningPlan run = SERVER.given(plan(failing, agent("z", "m")));
    items(run, 1);
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.INVALID_REQUEST));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).last().isEqualTo("z#1@first");
    assertThat(run.world().targets.models.getLast().uses()).isEmpty();
  }

  @Test
  void endsAContainerWhenItsTimeIsOver() {
    MapStep slow =
        new MapStep(
            "m",
            limited(Duration.ofHours(1), OnFailure.FAIL),
            "input.items",
            null,
            2,
            subplan("s", List.of(gate("ok"))));
    RunningPlan run = SERVER.given(plan(slow));
    items(run, 2);
    run.start();

    assertThat(run.end().reason()).isEqualTo("STEP_FAILED");
    assertThat(run.moves()).contains("m FAILED TIMEOUT");
  }

  @Test
  void cancelsWhatIsInside() {
    RunningPlan run =
        SERVER.given(plan(map("m", 5, subplan("s", List.of(gate("ok"), agent("after", "ok"))))));
    items(run, 2);
    run.start();
    run.gateNumber(2);

    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
  }
}
