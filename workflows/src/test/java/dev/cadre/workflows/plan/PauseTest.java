package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.activity.DynamicActivity;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PauseTest {

  private static final PlanId ID = new PlanId(new UUID(0x7000L, 0x8000000000000001L));

  private TestWorkflowEnvironment environment;
  private FakeWorld world;
  private PlanWorkflow workflow;

  private void given(Plan plan) {
    world = new FakeWorld(plan);
    environment = Histories.environment();
    Worker worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(world, (DynamicActivity) world::call);
    environment.start();
    workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                PlanWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue("cadre")
                    .setWorkflowId(ID.workflowId())
                    .build());
  }

  @AfterEach
  void everyHistoryReplays(TestInfo test) throws Exception {
    var history = environment.getWorkflowClient().fetchHistory(ID.workflowId());
    WorkflowReplayer.replayWorkflowExecution(
        history, environment.getWorkerFactory().getWorker("cadre"));
    Histories.record(test.getTestMethod().orElseThrow().getName(), history);
    environment.close();
  }

  private void start(boolean paused) {
    WorkflowClient.start(workflow::run, new StartPlan(TenantId.DEMO, ID, 1));
    if (paused) {
      workflow.steer(new Steer(true));
    }
  }

  private PlanEnd end() {
    return WorkflowStub.fromTyped(workflow).getResult(PlanEnd.class);
  }

  private void decide(String decision) {
    workflow.signalDecision(
        new SignalledDecision("g", decision, null, null, null, null, null, "ann", null));
  }

  private List<PlanStatus> statuses() {
    return world.facts.stream()
        .filter(Fact.PlanMoved.class::isInstance)
        .map(fact -> ((Fact.PlanMoved) fact).status())
        .toList();
  }

  @Test
  void takesADecisionWhilePausedAndStartsWhatItAllowsAfterwards() {
    given(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    start(false);
    environment.sleep(Duration.ofSeconds(1));
    workflow.steer(new Steer(true));
    decide("GO");
    environment.sleep(Duration.ofHours(2));

    assertThat(workflow.status().status()).isEqualTo(PlanStatus.PAUSED);
    assertThat(workflow.status().steps())
        .containsEntry("g", StepState.COMPLETED)
        .containsEntry("t", StepState.PENDING);
    assertThat(world.calls).containsExactly("a#1@first");

    workflow.steer(new Steer(false));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "t#1@http-post");
    assertThat(statuses())
        .containsExactly(PlanStatus.WAITING, PlanStatus.PAUSED, PlanStatus.RUNNING);
  }

  @Test
  void letsTheDeadlineOfAGatePassWhilePaused() {
    given(plan(agent("a"), gate("g", Audience.DEFAULT, Duration.ofHours(1), OnFailure.FAIL, "a")));
    start(false);
    environment.sleep(Duration.ofSeconds(1));
    workflow.steer(new Steer(true));
    environment.sleep(Duration.ofHours(2));

    assertThat(end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
  }

  /** The pause is longer than the step's timeout of ten minutes. */
  @Test
  void putsAFurtherAttemptOffAndStopsTheStepsClock() {
    given(plan(agent("a")));
    world.fails("first", FakeWorld.failure(FailureCategory.AUTH));
    world.onCall = () -> workflow.steer(new Steer(true));
    start(false);
    environment.sleep(Duration.ofHours(1));
    assertThat(world.calls).containsExactly("a#1@first");

    world.onCall = () -> {};
    workflow.steer(new Steer(false));

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(world.calls).containsExactly("a#1@first", "a#1@second");
  }

  @Test
  void cancelsAPausedPlan() {
    given(plan(agent("a"), gate("g", "a")));
    start(true);
    environment.sleep(Duration.ofSeconds(1));
    WorkflowStub.fromTyped(workflow).cancel();

    assertThatThrownBy(this::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(world.closed.status()).isEqualTo(PlanStatus.CANCELLED);
  }

  @Test
  void orderedTwicePausesOnce() {
    given(plan(agent("a"), gate("g", "a")));
    start(false);
    environment.sleep(Duration.ofSeconds(1));
    workflow.steer(new Steer(true));
    workflow.steer(new Steer(true));
    environment.sleep(Duration.ofSeconds(1));
    workflow.steer(new Steer(false));
    decide("GO");

    assertThat(end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(statuses())
        .containsExactly(PlanStatus.WAITING, PlanStatus.PAUSED, PlanStatus.WAITING);
  }
}
