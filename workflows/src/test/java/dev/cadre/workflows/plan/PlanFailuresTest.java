package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.OnFailure;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a plan does when a call fails. */
class PlanFailuresTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void fallsBackWhenATargetFails() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    run.world()
        .targets
        .fails(
            "first",
            FakeTargets.failure(FailureCategory.UPSTREAM),
            FakeTargets.failure(FailureCategory.UPSTREAM),
            FakeTargets.failure(FailureCategory.UPSTREAM));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "a#1@first", "a#1@first", "a#1@second");
    assertThat(run.world().targets.models)
        .extracting(call -> call.key().attempt())
        .containsExactly(1, 2, 3, 1);
    assertThat(run.world().targets.models)
        .extracting(call -> call.fallback())
        .containsExactly(false, false, false, true);
  }

  @Test
  void failsThePlanWhenEveryTargetFails() {
    RunningPlan run = SERVER.given(plan(agent("a"), agent("b", "a")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.AUTH));
    run.world().targets.fails("second", FakeTargets.failure(FailureCategory.AUTH));
    run.start();

    PlanEnd end = run.end();

    assertThat(end).isEqualTo(new PlanEnd(PlanStatus.FAILED, "STEP_FAILED", "a"));
    assertThat(run.moves()).containsExactly("a FAILED CHAIN_EXHAUSTED");
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@second");
  }

  @Test
  void waitsForTheTargetThatFreesFirstWhenAllCool() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    long now = run.environment().currentTimeMillis();
    run.world().targets.fails("first", cooling(now + 60_000));
    run.world().targets.fails("second", cooling(now + 29_999));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@second", "a#1@second");
    assertThat(run.world().targets.models.getLast().probe()).isTrue();
    assertThat(wakings(run.history())).containsExactly(now + 29_999);
  }

  /** The place after the wait went to somebody else: our own limits do not go by turns then. */
  @Test
  void waitsOnWhileTheTargetThatFreesFirstIsTakenByOthers() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    long now = run.environment().currentTimeMillis();
    run.world().targets.fails("first", limited(now + 70_000), limited(now + 190_000));
    run.world().targets.fails("second", limited(now + 130_000));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "a#1@second", "a#1@first", "a#1@second");
    assertThat(wakings(run.history())).containsExactly(now + 70_000, now + 130_000);
  }

  @Test
  void runsTheStandInOfAFailedStep() {
    RunningPlan run =
        SERVER.given(
            plan(
                agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "b"))),
                agent("b"),
                agent("c", "a", "b")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.CONTENT_POLICY));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).containsExactly("a FAILED CONTENT_POLICY");
    assertThat(run.world().targets.models.getLast().uses()).containsOnlyKeys("b");
  }

  @Test
  void skipsAStandInThatIsNotNeeded() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a", options(null, new OnFailure(OnFailure.Mode.RUN, "b"))),
                agent("b"),
                agent("c", "b"),
                agent("d", "a", "b")));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).containsExactly("b SKIPPED NOT_NEEDED", "c SKIPPED NOT_TAKEN");
    assertThat(run.world().calls).containsExactly("a#1@first", "d#1@first");
  }

  @Test
  void doesNotRepeatAToolWithEffects() {
    RunningPlan run = SERVER.given(plan(tool("t", after())));
    run.world().targets.fails("http-post", FakeTargets.failure(FailureCategory.UPSTREAM));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.world().calls).containsExactly("t#1@http-post");
    assertThat(run.moves()).containsExactly("t FAILED TOOL_FAILED");
  }

  private static AttemptFailure cooling(long freesAt) {
    return notCalled(FailureCategory.COOLING, freesAt);
  }

  private static AttemptFailure limited(long freesAt) {
    return notCalled(FailureCategory.LOCAL_LIMIT, freesAt);
  }

  private static AttemptFailure notCalled(FailureCategory category, long freesAt) {
    return new AttemptFailure(
        category,
        false,
        null,
        null,
        null,
        Instant.ofEpochMilli(freesAt),
        false,
        Duration.ZERO,
        "rests",
        false);
  }

  /** When each timer was to end, by the time that the workflow had when it began to wait. */
  private static List<Long> wakings(WorkflowExecutionHistory history) {
    List<Long> wakings = new ArrayList<>();
    long now = 0;
    for (HistoryEvent event : history.getEvents()) {
      if (event.hasWorkflowTaskStartedEventAttributes()) {
        now = Timestamps.toMillis(event.getEventTime());
      }
      if (event.hasTimerStartedEventAttributes()) {
        wakings.add(
            now
                + Durations.toMillis(
                    event.getTimerStartedEventAttributes().getStartToFireTimeout()));
      }
    }
    return wakings;
  }
}
