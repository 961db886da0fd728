package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.concat;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which steps run, in which order, with which end. */
class PlanFlowTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void runsStepsAsTheirNeedsAreMet() {
    RunningPlan run =
        SERVER.run(plan(agent("a"), agent("b"), agent("c", "a", "b"), concat("d", "b", "c")));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls.subList(0, 2)).containsExactlyInAnyOrder("a#1@first", "b#1@first");
    assertThat(run.world().calls.subList(2, 4)).containsExactly("c#1@first", "d#1");
    assertThat(run.world().closed.uses()).containsOnlyKeys("a", "b", "c", "d");
    assertThat(run.world().targets.models.getLast().uses()).containsOnlyKeys("a", "b");
  }

  @Test
  void takesOneBranchAndJoins() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"),
                choice("pick", "steps.a.output == 'x'", List.of("b"), List.of("c"), "a"),
                agent("b", "pick"),
                agent("b2", "b"),
                agent("c", "pick"),
                agent("join", "b2", "c")));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).containsExactly("b SKIPPED NOT_TAKEN", "b2 SKIPPED NOT_TAKEN");
    assertThat(run.world().calls).containsExactly("a#1@first", "c#1@first", "join#1@first");
  }

  @Test
  void runsWhatIsBelowAStepWhoseConditionIsFalse() {
    RunningPlan run =
        SERVER.run(
            plan(agent("a", options("input.topic == 'coffee'", OnFailure.FAIL)), agent("b", "a")));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).containsExactly("a SKIPPED CONDITION_FALSE");
    assertThat(run.world().calls).containsExactly("b#1@first");
  }

  @Test
  void failsAStepWhoseConditionErrs() {
    RunningPlan run = SERVER.run(plan(agent("a", options("input.none > 1", OnFailure.FAIL))));

    assertThat(run.end().reason()).isEqualTo("STEP_FAILED");
    assertThat(run.moves()).containsExactly("a FAILED EXPRESSION_ERROR");
    assertThat(run.world().calls).isEmpty();
  }

  /** The later pauses are longer than a workflow task may wait, so they become timers. */
  @Test
  void writesItsFactsOnceTheStoreAnswersAgain() {
    RunningPlan run =
        SERVER.given(
            plan(agent("a", options("input.topic == 'coffee'", OnFailure.FAIL)), agent("b", "a")));
    run.world().outages.set(8);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().outages).hasValue(0);
    assertThat(run.world().facts).isNotEmpty();
  }

  @Test
  void cancelsAWaitingPlan() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), agent("b", "g")));
    run.openedGate(1);

    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
    assertThat(run.workflow().status().steps())
        .isEqualTo(
            Map.of("a", StepState.COMPLETED, "g", StepState.CANCELLED, "b", StepState.CANCELLED));
  }

  /** An aggregate's own options in these tests are visible: only calls look at them. */
  private static AgentStep inline(String id, String... needs) {
    AgentStep step = agent(id, needs);
    StepOptions o = step.options();
    return agent(
        id,
        new StepOptions(
            o.dependsOn(),
            null,
            StepOptions.INLINE_TIMEOUT,
            StepOptions.INLINE_ATTEMPT_TIMEOUT,
            o.retry(),
            o.onFailure(),
            Execution.INLINE));
  }

  @Test
  void callsInlineWithoutAnActivityInTheHistory() {
    RunningPlan run = SERVER.given(plan(inline("a"), inline("b"), inline("c", "a", "b")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.AUTH));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).hasSize(4).last().isEqualTo("c#1@first");
    assertThat(run.history().getEvents())
        .noneMatch(HistoryEvent::hasActivityTaskScheduledEventAttributes);
    assertThat(run.history().getEvents())
        .filteredOn(HistoryEvent::hasMarkerRecordedEventAttributes)
        .hasSizeGreaterThan(4);
  }

  @Test
  void limitsTheCallsThatRunInlineAtATime() {
    RunningPlan run =
        SERVER.given(
            plan(IntStream.range(0, 80).mapToObj(i -> inline("s" + i)).toArray(AgentStep[]::new)));
    AtomicInteger most = run.world().targets.mostAtOnce();
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(most.get()).isBetween(2, 50);
  }

  @Test
  void writesWhatItMadeBeforeItIsRead() {
    RunningPlan run =
        SERVER.given(plan(choice("c", "true", List.of("a"), List.of()), agent("a", "c")));
    run.world().outages.set(3);
    AtomicBoolean written = new AtomicBoolean();
    run.world().targets.onCall =
        () ->
            written.set(
                run.world().facts.stream().anyMatch(Fact.OutputCommitted.class::isInstance));
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(written).isTrue();
  }
}
