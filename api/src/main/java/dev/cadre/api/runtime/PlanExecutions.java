package dev.cadre.api.runtime;

import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowExecutionDescription;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowNotFoundException;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What Temporal knows of the plans' workflows. Nothing here blocks its caller but what says so;
 * what fails because Temporal is down is {@link TemporalUnavailable}.
 */
public final class PlanExecutions {

  private final TemporalConnection connection;

  /** The newest execution of a plan's workflow. */
  public record Execution(int run, boolean closed, PlanStatus end, String reason) {}

  PlanExecutions(TemporalConnection connection) {
    this.connection = connection;
  }

  /** The newest execution of a plan; empty when Temporal knows none. */
  public Mono<Execution> describe(PlanId plan) {
    return connection
        .call(() -> Optional.ofNullable(describeNow(plan)))
        .flatMap(found -> Mono.justOrEmpty(found));
  }

  /**
   * Plans of which a workflow was ended from outside since a time: terminated, timed out, cancelled
   * or failed. By Temporal's visibility, which may tell some seconds late.
   */
  public Mono<Set<PlanId>> broken(Instant since) {
    String query =
        """
        WorkflowType = 'Plan' and CloseTime >= '%s'
        and ExecutionStatus in ('Terminated', 'TimedOut', 'Canceled', 'Failed')\
        """
            .formatted(since);
    return connection.call(() -> {
      try (Stream<WorkflowExecutionMetadata> found = connection.list(query)) {
        return found
            .map(execution -> PlanId.ofWorkflow(execution.getExecution().getWorkflowId()))
            .flatMap(Optional::stream)
            .collect(Collectors.toSet());
      }
    });
  }

  /** As {@link #describe}, on the caller's thread; null when Temporal knows none. */
  @Nullable Execution describeNow(PlanId plan) {
    try {
      WorkflowExecutionDescription description = connection.describe(plan.workflowId());
      WorkflowExecutionStatus status = description.getStatus();
      boolean closed = description.getCloseTime() != null;
      PlanStatus end =
          status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_CANCELED
              ? PlanStatus.CANCELLED
              : PlanStatus.FAILED;
      String reason = status.name().replace("_EXECUTION_STATUS", "");
      return new Execution(run(description), closed, end, reason);
    } catch (WorkflowNotFoundException e) {
      return null;
    }
  }

  /** Which run of its plan an execution is. */
  static int run(WorkflowExecutionDescription execution) {
    Integer run = execution.getMemo(SearchAttributes.RUN_MEMO, Integer.class, Integer.class);
    return run == null ? 1 : run;
  }
}
