package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import io.temporal.client.WorkflowOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Steps that are called inline, of which fifty are called at a time; the others wait. */
class PlanInlineTest {

  /** Sixty that may begin at once. */
  private static final int ALL = 60;

  private static final int AT_ONCE = 50;

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static RunningPlan given(Duration timeout) {
    return SERVER.given(
        plan(
            IntStream.range(0, ALL)
                .mapToObj(i -> tool("t" + i, limited(timeout, OnFailure.FAIL)))
                .toArray(Step[]::new)));
  }

  private static long called(RunningPlan run) {
    return run.world().targets.keys.stream().distinct().count();
  }

  private static long completed(RunningPlan run) {
    return run.workflow().status().steps().values().stream()
        .filter(StepState.COMPLETED::equals)
        .count();
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      PlanServer.moment();
    }
  }

  /** Two calls, one after the other, take longer than the timeout of a step. */
  @Test
  void startsTheClockOfAStepOnceItHasASlot() {
    RunningPlan run = given(Duration.ofSeconds(3));
    run.world().targets.onCall = () -> LockSupport.parkNanos(Duration.ofMillis(1600).toNanos());
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).hasSize(ALL);
  }

  @Test
  void beginsNothingThatWaitsForASlotWhilePaused() {
    RunningPlan run = withShortTasks(given(Duration.ofSeconds(5)));
    AtomicBoolean held = new AtomicBoolean(true);
    run.world().targets.onCall = () -> await(() -> !held.get());
    run.start();
    await(() -> called(run) == AT_ONCE);
    run.workflow().steer(new Steer(true));
    await(() -> run.world().facts.stream().anyMatch(Fact.PlanMoved.class::isInstance));
    held.set(false);
    await(() -> completed(run) >= AT_ONCE);
    assertThat(called(run)).isEqualTo(AT_ONCE);

    run.workflow().steer(new Steer(false));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(called(run)).isEqualTo(ALL);
  }

  /** A message that comes beside inline calls is seen as their workflow task is renewed: soon. */
  private static RunningPlan withShortTasks(RunningPlan run) {
    PlanWorkflow soon =
        run.environment()
            .getWorkflowClient()
            .newWorkflowStub(
                PlanWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue("cadre")
                    .setWorkflowId(run.id().workflowId())
                    .setWorkflowTaskTimeout(Duration.ofSeconds(2))
                    .build());
    return new RunningPlan(run.id(), run.world(), soon, run.environment());
  }
}
