package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.Histories;
import dev.cadre.workflows.plan.PlanBook;
import dev.cadre.workflows.plan.PlanWorkflowImpl;
import io.temporal.activity.Activity;
import io.temporal.activity.DynamicActivity;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The in-memory server, with a worker whose activities go to the world of the plan that asks. */
final class Worlds implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * A plan may take the server's clock years ahead; in 2262 its nanoseconds no longer fit into a
   * long, and it answers nobody any more.
   */
  private static final Instant LATE = Instant.parse("2150-01-01T00:00:00Z");

  private static final Executor SLEEPERS = Executors.newVirtualThreadPerTaskExecutor();

  final TestWorkflowEnvironment environment = Histories.environment();
  final Worker worker = environment.newWorker("cadre");
  private final Map<String, World> worlds = new ConcurrentHashMap<>();

  Worlds() {
    Object book =
        Proxy.newProxyInstance(
            PlanBook.class.getClassLoader(),
            new Class<?>[] {PlanBook.class},
            (_, method, arguments) -> {
              try {
                return method.invoke(mine(), arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
    worker.registerWorkflowImplementationTypes(PlanWorkflowImpl.class);
    worker.registerActivitiesImplementations(
        book, (DynamicActivity) arguments -> mine().call(arguments));
    environment.start();
  }

  /**
   * A client whose waiting leaves the server's time alone: that of the environment takes it to the
   * next timer, which may be years away, and the plan may have a further run.
   */
  WorkflowClient patient() {
    WorkflowClientOptions options =
        environment.getWorkflowClient().getOptions().toBuilder().setInterceptors().build();
    return WorkflowClient.newInstance(environment.getWorkflowServiceStubs(), options);
  }

  private World mine() {
    return worlds.get(Activity.getExecutionContext().getInfo().getWorkflowId());
  }

  /**
   * The server's time goes on.
   *
   * @throws Director.Standstill when something holds it that should have ended
   */
  void sleep(Duration time) {
    try {
      CompletableFuture.runAsync(() -> environment.sleep(time), SLEEPERS)
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Director.Standstill("Time stands still.", clock());
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Whether a workflow has no task under way. A query that comes during the task by which a
   * workflow goes on in a new history breaks the in-memory server: it wants a further task of the
   * closed run, refuses what the worker answered, and its time stands still for ever.
   */
  boolean rests(String workflow) {
    return environment.getWorkflowClient().fetchHistory(workflow).getEvents().stream()
        .map(HistoryEvent::getEventType)
        .filter(type -> type.name().startsWith("EVENT_TYPE_WORKFLOW_TASK_"))
        .reduce((_, last) -> last)
        .filter(last -> last == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED)
        .isPresent();
  }

  /** The histories of a workflow's runs. */
  List<WorkflowExecutionHistory> histories(String workflow, Collection<String> runs) {
    return runs.stream()
        .map(run -> environment.getWorkflowClient().fetchHistory(workflow, run))
        .toList();
  }

  /** Runs a history once more. */
  void replay(WorkflowExecutionHistory history) throws Exception {
    WorkflowReplayer.replayWorkflowExecution(history, worker);
  }

  /** Whether the server's clock has come so far that it should be a new one. */
  boolean old() {
    return environment.currentTimeMillis() > LATE.toEpochMilli();
  }

  /** What holds the server's time, for a person. */
  String clock() {
    return ServerClock.described(environment);
  }

  void add(String workflow, World world) {
    worlds.put(workflow, world);
  }

  void remove(String workflow) {
    worlds.remove(workflow);
  }

  @Override
  public void close() {
    environment.close();
  }
}
