package dev.cadre.bench.runtime;

import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.HistoryEventFilterType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What Temporal itself says of workflow executions; the same for both sides. */
public final class Executions {

  private static final String NAMESPACE = "default";
  private static final Duration PATIENCE = Duration.ofMinutes(30);
  private static final int POLL_SECONDS = 30;

  private final WorkflowServiceStubs stubs;

  /**
   * A completed execution.
   *
   * @param started when the server wrote its first event
   * @param closed when it wrote the last
   * @param events of its last history
   * @param bytes of its last history
   */
  public record Times(Instant started, Instant closed, long events, long bytes) {

    public double millis() {
      return Executions.millis(started, closed);
    }
  }

  public Executions(WorkflowServiceStubs stubs) {
    this.stubs = stubs;
  }

  /** From one instant to the other, with fractions. */
  public static double millis(Instant from, Instant to) {
    return Duration.between(from, to).toNanos() / 1e6;
  }

  /**
   * Waits until a workflow, which may not even have started, has completed.
   *
   * @throws IllegalStateException when it ended otherwise
   */
  public Times completed(String workflow) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!closed(workflow)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(workflow + " does not end");
      }
    }
    WorkflowExecutionInfo info = describe(execution(workflow));
    if (info.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED) {
      throw new IllegalStateException(workflow + " ended " + info.getStatus());
    }
    WorkflowExecution first =
        execution(workflow).toBuilder().setRunId(info.getFirstRunId()).build();
    return new Times(
        instant(describe(first).getStartTime()),
        instant(info.getCloseTime()),
        info.getHistoryLength(),
        info.getHistorySizeBytes());
  }

  private WorkflowExecutionInfo describe(WorkflowExecution execution) {
    return stubs
        .blockingStub()
        .describeWorkflowExecution(
            DescribeWorkflowExecutionRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .setExecution(execution)
                .build())
        .getWorkflowExecutionInfo();
  }

  /** Whether it has closed by the end of one long poll, and does not go on in a new history. */
  private boolean closed(String workflow) throws InterruptedException {
    try {
      GetWorkflowExecutionHistoryResponse response =
          stubs
              .blockingStub()
              .withDeadlineAfter(POLL_SECONDS, TimeUnit.SECONDS)
              .getWorkflowExecutionHistory(
                  GetWorkflowExecutionHistoryRequest.newBuilder()
                      .setNamespace(NAMESPACE)
                      .setExecution(execution(workflow))
                      .setWaitNewEvent(true)
                      .setHistoryEventFilterType(
                          HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT)
                      .build());
      return response.getHistory().getEventsList().stream()
          .anyMatch(e -> !e.hasWorkflowExecutionContinuedAsNewEventAttributes());
    } catch (StatusRuntimeException e) {
      switch (e.getStatus().getCode()) {
        case NOT_FOUND -> Thread.sleep(5);
        case DEADLINE_EXCEEDED, UNAVAILABLE -> Thread.sleep(50);
        default -> throw e;
      }
      return false;
    }
  }

  /**
   * When the server took the update that a workflow accepted: the time of the workflow task that
   * brought it.
   */
  public Instant updated(String workflow) {
    Map<Long, Instant> times = new HashMap<>();
    for (HistoryEvent event : history(workflow)) {
      times.put(event.getEventId(), instant(event.getEventTime()));
      if (event.hasWorkflowExecutionUpdateAcceptedEventAttributes()) {
        long task =
            event
                .getWorkflowExecutionUpdateAcceptedEventAttributes()
                .getAcceptedRequestSequencingEventId();
        Instant taken = times.get(task);
        if (taken != null) {
          return taken;
        }
      }
    }
    throw new IllegalStateException(workflow + " accepted no update");
  }

  private Iterable<HistoryEvent> history(String workflow) {
    return stubs
        .blockingStub()
        .getWorkflowExecutionHistory(
            GetWorkflowExecutionHistoryRequest.newBuilder()
                .setNamespace(NAMESPACE)
                .setExecution(execution(workflow))
                .build())
        .getHistory()
        .getEventsList();
  }

  private static WorkflowExecution execution(String workflow) {
    return WorkflowExecution.newBuilder().setWorkflowId(workflow).build();
  }

  private static Instant instant(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
  }
}
