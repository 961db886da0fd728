package dev.cadre.workflows.step;

import dev.cadre.workflows.gate.GateId;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to be made, as an activity.
 *
 * @param type the activity's type, which names the provider or the tool
 * @param summary what the Temporal UI shows beside it
 * @param deadline of the step
 * @param expire what is given up when the deadline passes
 */
record AttemptCall(
    String type,
    Object command,
    String summary,
    Deadline deadline,
    Execution execution,
    ExpireAttempt expire) {

  /**
   * Without a heartbeat for this long the worker is taken for dead, and another one gets the
   * attempt.
   */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  /** Temporal's own retry: only for what was not called, and for the death of a worker. */
  private static final RetryOptions RETRY =
      RetryOptions.newBuilder()
          .setInitialInterval(Duration.ofMillis(200))
          .setBackoffCoefficient(2)
          .setMaximumInterval(Duration.ofSeconds(5))
          .build();

  /** A longer pause of such a retry becomes a timer, so that the workflow task can end. */
  private static final Duration LONGEST_IN_TASK = Duration.ofSeconds(1);

  /**
   * Schedules it as an activity of its own.
   *
   * @param left of the step's time
   * @param after the gate whose closing the activity must find written; null: it need not look
   */
  Promise<AttemptResult> visible(Duration left, @Nullable GateId after) {
    ActivityOptions options =
        ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(left)
            .setStartToCloseTimeout(left)
            .setHeartbeatTimeout(HEARTBEAT)
            .setRetryOptions(RETRY)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setSummary(summary)
            .build();
    Object[] arguments = after == null ? new Object[] {command} : new Object[] {command, after};
    return Workflow.newUntypedActivityStub(options)
        .executeAsync(type, AttemptResult.class, arguments);
  }

  /** Schedules it in the workflow task; parameter as above. */
  Promise<AttemptResult> inline(Duration left) {
    LocalActivityOptions options =
        LocalActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(left)
            .setStartToCloseTimeout(left)
            .setLocalRetryThreshold(LONGEST_IN_TASK)
            .setRetryOptions(RETRY)
            .setDoNotIncludeArgumentsIntoMarker(true)
            .setSummary(summary)
            .build();
    return Workflow.newUntypedLocalActivityStub(options)
        .executeAsync(type, AttemptResult.class, command);
  }
}
