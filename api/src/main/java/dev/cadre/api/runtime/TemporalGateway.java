package dev.cadre.api.runtime;

import dev.cadre.stores.plan.Outbox;
import dev.cadre.stores.runtime.TemporalSettings;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.Steer;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc.WorkflowServiceBlockingStub;
import io.temporal.client.UpdateOptions;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.client.WorkflowTargetOptions;
import io.temporal.client.WorkflowUpdateStage;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * What the API asks of the plans' workflows. Nothing here blocks its caller; what fails because
 * Temporal is down is {@link TemporalUnavailable}.
 */
public final class TemporalGateway {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int UPDATES_PER_PLAN = 8;
  private static final int STRIPES = 256;

  private final TemporalSettings settings;
  private final TemporalConnection connection;
  private final PlanExecutions executions;
  private final Semaphore[] updates =
      Stream.generate(() -> new Semaphore(UPDATES_PER_PLAN))
          .limit(STRIPES)
          .toArray(Semaphore[]::new);

  TemporalGateway(
      TemporalSettings settings, TemporalConnection connection, PlanExecutions executions) {
    this.settings = settings;
    this.connection = connection;
    this.executions = executions;
  }

  /** Starts a plan; {@code LATER} while another run of it is open. */
  public Mono<Outbox.Outcome> start(Outbox.Order order) {
    return connection.call(() -> startNow(order));
  }

  private Outbox.Outcome startNow(Outbox.Order order) {
    if (order.run() > 1 && alreadyRun(order)) {
      return Outbox.Outcome.SENT;
    }
    WorkflowStub stub = connection.client().newUntypedWorkflowStub("Plan", options(order));
    try {
      stub.start(new StartPlan(order.tenant(), order.plan(), order.run()));
      return Outbox.Outcome.SENT;
    } catch (WorkflowExecutionAlreadyStarted e) {
      return alreadyRun(order) ? Outbox.Outcome.SENT : Outbox.Outcome.LATER;
    }
  }

  private boolean alreadyRun(Outbox.Order order) {
    PlanExecutions.Execution execution = executions.describeNow(order.plan());
    return execution != null && execution.run() >= order.run();
  }

  private WorkflowOptions options(Outbox.Order order) {
    return WorkflowOptions.newBuilder()
        .setWorkflowId(order.plan().workflowId())
        .setTaskQueue(settings.queue())
        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_FAIL)
        .setWorkflowIdReusePolicy(
            order.run() == 1
                ? WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE
                : WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
        .setMemo(Map.of(SearchAttributes.RUN_MEMO, order.run()))
        .setStaticSummary(order.type())
        .setTypedSearchAttributes(
            io.temporal.common.SearchAttributes.newBuilder()
                // What Temporal has taken counts as running; the workflow tells changes.
                .set(SearchAttributes.STATUS, PlanStatus.RUNNING.name())
                .set(SearchAttributes.PLAN_TYPE, order.type())
                .set(SearchAttributes.LABELS, order.labels())
                .build())
        .build();
  }

  /** Asks a run of a plan to cancel; one that is gone or closed has nothing to cancel. */
  public Mono<Outbox.Outcome> cancel(PlanId plan, int run) {
    return tell(plan, stub -> cancelNow(stub.describe(), run));
  }

  /** By the run's first execution: the next run may begin meanwhile, under the same id. */
  private void cancelNow(WorkflowExecutionDescription newest, int run) {
    if (PlanExecutions.run(newest) == run) {
      WorkflowTargetOptions target =
          WorkflowTargetOptions.newBuilder()
              .setWorkflowId(newest.getExecution().getWorkflowId())
              .setFirstExecutionRunId(newest.getFirstRunId())
              .build();
      connection.client().newUntypedWorkflowStub(target).cancel();
    }
  }

  /** Pauses a plan's workflow, or lets it go on; one that is gone or closed does neither. */
  public Mono<Outbox.Outcome> steer(PlanId plan, Steer order) {
    return tell(plan, stub -> stub.signal(PlanWorkflow.STEER_SIGNAL, order));
  }

  /** Tells a plan's workflow that something is active again. */
  public Mono<Outbox.Outcome> wake(PlanId plan) {
    return tell(plan, stub -> stub.signal(PlanWorkflow.WAKE_SIGNAL));
  }

  /**
   * Tells a plan's workflow of a signal for its {@code wait} steps; one that is gone or closed
   * waits for none.
   */
  public Mono<Outbox.Outcome> signal(PlanId plan, Notice notice) {
    return tell(plan, stub -> stub.signal(PlanWorkflow.NOTIFY_SIGNAL, notice));
  }

  private Mono<Outbox.Outcome> tell(PlanId plan, Consumer<WorkflowStub> message) {
    return connection.call(() -> {
      try {
        message.accept(stub(plan));
      } catch (WorkflowNotFoundException _) {
        return Outbox.Outcome.SENT;
      }
      return Outbox.Outcome.SENT;
    });
  }

  /**
   * Sends a decision as a Workflow Update and waits for its answer. The same id again joins the
   * first. Eight at most are in flight for a plan; the others wait their turn.
   */
  public Mono<DecisionAnswer> decide(
      PlanId plan, String updateId, DecideGate decision, Duration wait) {
    return connection
        .call(() -> decideNow(plan, updateId, decision, wait))
        .timeout(wait.plusSeconds(1))
        .onErrorMap(
            java.util.concurrent.TimeoutException.class,
            e -> new TemporalUnavailable("the decision was not answered in time", e));
  }

  private DecisionAnswer decideNow(PlanId plan, String updateId, DecideGate decision, Duration wait)
      throws InterruptedException,
          java.util.concurrent.ExecutionException,
          java.util.concurrent.TimeoutException {
    long end = System.nanoTime() + wait.toNanos();
    Semaphore places = updates[Math.floorMod(plan.hashCode(), STRIPES)];
    if (!places.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new java.util.concurrent.TimeoutException("too many decisions of this plan at once");
    }
    try {
      UpdateOptions<DecisionAnswer> options =
          UpdateOptions.newBuilder(DecisionAnswer.class)
              .setUpdateName(PlanWorkflow.DECIDE_UPDATE)
              .setUpdateId(updateId)
              .setWaitForStage(WorkflowUpdateStage.ACCEPTED)
              .build();
      return stub(plan)
          .startUpdate(options, decision)
          .getResultAsync(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS)
          .get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
    } finally {
      places.release();
    }
  }

  /** Whether the namespace answers. */
  public Mono<Boolean> reachable() {
    return connection.service(PATIENCE, this::answers).onErrorReturn(false);
  }

  private boolean answers(WorkflowServiceBlockingStub service) {
    return service
        .describeNamespace(
            DescribeNamespaceRequest.newBuilder().setNamespace(settings.namespace()).build())
        .hasNamespaceInfo();
  }

  private WorkflowStub stub(PlanId plan) {
    return connection.client().newUntypedWorkflowStub(plan.workflowId());
  }
}
