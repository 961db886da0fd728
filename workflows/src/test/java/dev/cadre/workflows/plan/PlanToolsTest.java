package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tool.ToolRequest;
import io.temporal.activity.Activity;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan does when a model asks for tools before it answers. */
class PlanToolsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static void asks(RunningPlan run, List<List<ToolRequest>> turns) {
    run.world().targets.asks.put("a", new ArrayDeque<>(turns));
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
    List<String> calls = run.world().calls;
    assertThat(calls).startsWith("a#1@first").hasSize(7);
    // Of one turn, so both at once.
    assertThat(calls.subList(1, 3)).containsExactlyInAnyOrder("a#1@find", "a#1@read");
    assertThat(calls.subList(3, 7))
        .containsExactly("a#1@first", "a#1@find", "a#1@first", "b#1@first");
    List<AttemptKey> keys = run.world().targets.keys;
    assertThat(keys.subList(1, 3))
        .extracting(AttemptKey::turn, AttemptKey::call)
        .containsExactlyInAnyOrder(tuple(0, 1), tuple(0, 3));
    assertThat(keys.subList(3, 7))
        .extracting(AttemptKey::turn, AttemptKey::call)
        .containsExactly(tuple(1, 0), tuple(1, 1), tuple(2, 0), tuple(0, 0));
  }

  private static List<ToolRequest> six() {
    return IntStream.rangeClosed(1, 6).mapToObj(i -> new ToolRequest(i, "find" + i)).toList();
  }

  @Test
  void callsFourToolsOfATurnAtOnceAndNoMore() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(six()));
    AtomicInteger most = run.world().targets.mostAtOnce();
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(most.get()).isEqualTo(4);
    assertThat(run.world().calls).hasSize(8).last().isEqualTo("a#1@first");
    assertThat(run.world().targets.keys.subList(1, 7))
        .extracting(AttemptKey::call)
        .containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
  }

  @Test
  void beginsNoFurtherToolOnceOneMayNotBeCalled() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(six()));
    run.world().targets.mostAtOnce();
    for (int i = 1; i <= 4; i++) {
      run.world().targets.fails("find" + i, FakeTargets.failure(FailureCategory.FORBIDDEN));
    }
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.moves()).containsExactly("a FAILED FORBIDDEN");
    assertThat(run.world().calls)
        .startsWith("a#1@first")
        .doesNotContain("a#1@find5", "a#1@find6")
        .hasSize(5);
  }

  @Test
  void putsTheRestOfATurnOffWhileThePlanIsPaused() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(six()));
    var ordered = new AtomicBoolean();
    run.world().targets.onCall =
        () -> {
          // All of the first four are given out by then.
          if (type().startsWith("tool.") && ordered.compareAndSet(false, true)) {
            run.workflow().steer(new Steer(true));
          }
          PlanServer.moment();
        };
    run.start();
    run.until(() -> run.world().calls.size() >= 5);
    run.environment().sleep(Duration.ofHours(1));
    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.PAUSED);
    assertThat(run.world().calls).hasSize(5).doesNotContain("a#1@find5");

    run.world().targets.onCall = () -> {};
    run.workflow().steer(new Steer(false));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).hasSize(8).last().isEqualTo("a#1@first");
  }

  /** Another step fails while four tools run: they end, the other two are never called. */
  @Test
  void callsNoFurtherToolOfATurnWhereThePlanEnds() {
    RunningPlan run = SERVER.given(plan(agent("a"), tool("t", Graphs.after())));
    asks(run, List.of(six()));
    run.world().targets.fails("http-post", FakeTargets.failure(FailureCategory.INVALID_REQUEST));
    run.world().targets.onCall =
        () -> {
          if (type().equals("tool.http-post")) {
            await(() -> run.world().calls.size() >= 6);
          } else if (type().startsWith("tool.find")) {
            await(() -> run.world().facts.stream().anyMatch(PlanToolsTest::failed));
          }
        };
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.world().calls)
        .contains("a#1@find1", "a#1@find4")
        .doesNotContain("a#1@find5", "a#1@find6")
        .hasSize(6);
  }

  private static String type() {
    return Activity.getExecutionContext().getInfo().getActivityType();
  }

  private static boolean failed(Fact fact) {
    return fact instanceof Fact.StepMoved moved && moved.state() == StepState.FAILED;
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(5).toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      PlanServer.moment();
    }
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
    run.world().targets.fails("find", FakeTargets.failure(FailureCategory.TOOL_FAILED));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@find", "a#1@first");
  }

  @Test
  void endsWhereTheRequesterMayNotCallAToolAnyMore() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of(new ToolRequest(1, "find"))));
    run.world().targets.fails("find", FakeTargets.failure(FailureCategory.FORBIDDEN));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.moves()).containsExactly("a FAILED FORBIDDEN");
  }

  @Test
  void keepsToTheTargetThatHasAsked() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    asks(run, List.of(List.of(new ToolRequest(1, "find"))));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.AUTH));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "a#1@second", "a#1@find", "a#1@second");
    assertThat(run.world().targets.keys.getLast()).extracting(AttemptKey::target).isEqualTo(1);
  }
}
