package dev.cadre.workflows.plan;

import io.temporal.activity.DynamicActivity;
import io.temporal.client.WorkflowOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The in-memory server and the worker that the tests of one class share, each with plans of its
 * own; every history of each plan must replay when its test ends.
 */
final class PlanServer implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

  private final FakeWorlds worlds = new FakeWorlds();
  private final List<RunningPlan> ofThisTest = new ArrayList<>();
  private long given;
  private TestWorkflowEnvironment environment;
  private Worker worker;

  @Override
  public void beforeAll(ExtensionContext context) {
    environment = Histories.environment();
    worker = environment.newWorker("cadre");
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(worlds, (DynamicActivity) worlds::call);
    environment.start();
  }

  /** A plan that waits for its start. */
  RunningPlan given(Plan plan) {
    PlanId id = new PlanId(new UUID(0x7000L, 0x8000000000000000L + given++));
    PlanWorkflow workflow =
        environment
            .getWorkflowClient()
            .newWorkflowStub(
                PlanWorkflow.class,
                WorkflowOptions.newBuilder()
                    .setTaskQueue("cadre")
                    .setWorkflowId(id.workflowId())
                    .build());
    RunningPlan running = new RunningPlan(id, worlds.add(id, plan), workflow, environment);
    ofThisTest.add(running);
    return running;
  }

  /** The server's time, which runs ahead of ours. */
  Instant now() {
    return Instant.ofEpochMilli(environment.currentTimeMillis());
  }

  /** Holds a call up. */
  static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new IllegalStateException("nobody lets it go on");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A call takes a moment, so that others can be seen beside it. */
  static void moment() {
    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
  }

  /** A plan that runs. */
  RunningPlan run(Plan plan) {
    RunningPlan running = given(plan);
    running.start();
    return running;
  }

  @Override
  public void afterEach(ExtensionContext test) throws Exception {
    for (RunningPlan running : ofThisTest) {
      for (String run : running.world().runs) {
        WorkflowReplayer.replayWorkflowExecution(running.history(run), worker);
      }
      Histories.record(test.getRequiredTestMethod().getName(), running.history());
    }
    ofThisTest.clear();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    environment.close();
  }
}
