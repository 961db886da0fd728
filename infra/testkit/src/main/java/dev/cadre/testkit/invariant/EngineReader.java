package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.Evidence.EngineState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.DescribeTaskQueueMode;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.taskqueue.v1.TaskQueueTypeInfo;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueResponse;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks a real Temporal server how workflows and queues are. */
public final class EngineReader implements AutoCloseable {

  private static final String NAMESPACE = "default";

  /**
   * Nothing is wrong: a message came in while the task ended, and the task is done again; or the
   * server itself gave up a task behind which more than 100 events waited ({@code
   * history.maximumBufferedEventsBatch}), such as that of a dead worker, and the next one takes
   * them all.
   */
  private static final Set<WorkflowTaskFailedCause> EXPECTED =
      EnumSet.of(
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND,
          WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_FORCE_CLOSE_COMMAND);

  private static final WorkflowTaskFailedCause AFTER_A_CRASH =
      WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE;

  private static final Duration HEALING = Duration.ofSeconds(20);

  private final WorkflowServiceStubs stubs;

  public EngineReader(String target) {
    stubs =
        WorkflowServiceStubs.newServiceStubs(
            WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
  }

  /**
   * How the workflow of a plan is that has ended.
   *
   * @param crashes while the store is away keys cannot be read, and a task may fail that goes well
   *     afterwards
   */
  public EngineState workflow(String plan, List<Instant> crashes) {
    String id = "plan-" + plan;
    try {
      DescribeWorkflowExecutionResponse described = describe(id);
      List<String> trouble = new ArrayList<>();
      WorkflowExecutionStatus status = described.getWorkflowExecutionInfo().getStatus();
      if (status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
        trouble.add("still running, its task tried " + described.getPendingWorkflowTask());
      }
      events(id).stream()
          .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED)
          .filter(e -> !excused(e, crashes))
          .map(HistoryEvent::getWorkflowTaskFailedEventAttributes)
          .forEach(
              failed -> trouble.add(failed.getCause() + ": " + failed.getFailure().getMessage()));
      return new EngineState(plan, id, trouble.isEmpty() ? null : String.join("; ", trouble));
    } catch (StatusRuntimeException e) {
      if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
        // Its history was deleted, or it never had to start: the rows say what became of it.
        return new EngineState(plan, id, null);
      }
      throw e;
    }
  }

  static boolean excused(HistoryEvent failure, List<Instant> crashes) {
    WorkflowTaskFailedCause cause = failure.getWorkflowTaskFailedEventAttributes().getCause();
    Instant at =
        Instant.ofEpochSecond(
            failure.getEventTime().getSeconds(), failure.getEventTime().getNanos());
    return EXPECTED.contains(cause)
        || (cause == AFTER_A_CRASH
            && crashes.stream()
                .anyMatch(crash -> at.isAfter(crash) && at.isBefore(crash.plus(HEALING))));
  }

  /** Who holds an activity of the workflow now: process id and host; empty when nobody does. */
  public String holder(String workflow) {
    return describe(workflow).getPendingActivitiesList().stream()
        .filter(
            activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
        .map(PendingActivityInfo::getLastWorkerIdentity)
        .findFirst()
        .orElse("");
  }

  private DescribeWorkflowExecutionResponse describe(String workflow) {
    return stubs
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                .build());
  }

  /** The events of a workflow's newest run. */
  public List<HistoryEvent> events(String workflow) {
    List<HistoryEvent> all = new ArrayList<>();
    GetWorkflowExecutionHistoryRequest request =
        GetWorkflowExecutionHistoryRequest.newBuilder()
            .setNamespace(NAMESPACE)
            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
            .build();
    while (true) {
      GetWorkflowExecutionHistoryResponse page =
          stubs.blockingStub().getWorkflowExecutionHistory(request);
      all.addAll(page.getHistory().getEventsList());
      if (page.getNextPageToken().isEmpty()) {
        return all;
      }
      request = request.toBuilder().setNextPageToken(page.getNextPageToken()).build();
    }
  }

  /** Whether work waits in a queue. */
  @SuppressWarnings("deprecation") // The statistics by build id are what servers of 1.29 answer.
  public List<EngineState> queue(String name) {
    DescribeTaskQueueResponse described =
        stubs
            .blockingStub()
            .describeTaskQueue(
                DescribeTaskQueueRequest.newBuilder()
                    .setNamespace(NAMESPACE)
                    .setTaskQueue(TaskQueue.newBuilder().setName(name))
                    .setApiMode(DescribeTaskQueueMode.DESCRIBE_TASK_QUEUE_MODE_ENHANCED)
                    .addTaskQueueTypes(TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW)
                    .addTaskQueueTypes(TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
                    .setReportStats(true)
                    .build());
    List<EngineState> states = new ArrayList<>();
    described
        .getVersionsInfoMap()
        .values()
        .forEach(version ->
            version
                .getTypesInfoMap()
                .forEach((type, info) -> states.add(backlog(name, type, info))));
    if (states.isEmpty()) {
      states.add(new EngineState("", name, "the server tells nothing of it"));
    }
    return states;
  }

  /**
   * The server's count diverges when the server is killed, and is put right only with the next look
   * at what was done, a minute later; an age has only what really waits.
   */
  @SuppressWarnings("deprecation")
  private static EngineState backlog(String name, int type, TaskQueueTypeInfo info) {
    long backlog = info.getStats().getApproximateBacklogCount();
    Duration age =
        Duration.ofSeconds(
            info.getStats().getApproximateBacklogAge().getSeconds(),
            info.getStats().getApproximateBacklogAge().getNanos());
    boolean waits = backlog > 0 && age.isPositive();
    return new EngineState(
        "",
        name + " of type " + type,
        waits ? backlog + " tasks wait, the first for " + age.toMillis() + " ms" : null);
  }

  /** How many of each type stand in a history. */
  public Map<EventType, Long> counts(String workflow) {
    return events(workflow).stream()
        .collect(Collectors.groupingBy(HistoryEvent::getEventType, Collectors.counting()));
  }

  @Override
  public void close() {
    stubs.shutdownNow();
  }
}
