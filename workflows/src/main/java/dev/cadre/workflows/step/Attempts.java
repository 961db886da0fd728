package dev.cadre.workflows.step;

import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.runtime.Changes;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.ActivityStub;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes one attempt as one activity, and pauses between attempts. */
final class Attempts {

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

  /** What came of an attempt: a result, or a failure. */
  record Outcome(@Nullable AttemptResult result, @Nullable AttemptFailure failure) {}

  /**
   * Earlier histories let an attempt that waited for a slot lose its step's time to that, and begin
   * also while the plan was paused.
   */
  private static final String WAITS_APART = "a-wait-for-a-slot-takes-no-time";

  /** A longer pause of such a retry becomes a timer, so that the workflow task can end. */
  private static final Duration LONGEST_IN_TASK = Duration.ofSeconds(1);

  private final BooleanSupplier stopped;
  private final Pause pause;
  private final Hold hold;
  private final InlineSlots slots;
  private final Barrier barrier;
  private final Expiry expiry;

  Attempts(
      BooleanSupplier stopped,
      Pause pause,
      Hold hold,
      InlineSlots slots,
      Barrier barrier,
      Expiry expiry) {
    this.stopped = stopped;
    this.pause = pause;
    this.hold = hold;
    this.slots = slots;
    this.barrier = barrier;
    this.expiry = expiry;
  }

  /** A deadline that stands still while the plan is paused. */
  Deadline deadline(Duration timeout) {
    return Deadline.in(timeout, pause);
  }

  /**
   * Calls; where the step's agent is not active, once it is; where a decision allows it, once that
   * is written. The step's time stands still meanwhile.
   *
   * @param type the activity's type, which names the provider or the tool
   * @param summary what the Temporal UI shows beside it
   * @param deadline of the step
   * @param attempt what is given up when the deadline passes
   */
  Outcome call(
      String type,
      Object command,
      String summary,
      Deadline deadline,
      Execution execution,
      ExpireAttempt attempt) {
    while (true) {
      int told = hold.told();
      Outcome outcome = once(type, command, summary, deadline, execution, attempt);
      AttemptFailure failure = outcome.failure();
      if (failure != null && failure.category() == FailureCategory.AGENT_INACTIVE) {
        deadline.standStill(() -> hold.await(told, failure.freesAt(), stopped));
      } else if (failure != null && failure.category() == FailureCategory.UNDECIDED) {
        deadline.standStill(barrier::await);
      } else {
        return outcome;
      }
    }
  }

  private Outcome once(
      String type,
      Object command,
      String summary,
      Deadline deadline,
      Execution execution,
      ExpireAttempt attempt) {
    if (execution == Execution.INLINE) {
      deadline.standStill(barrier::await);
    }
    Workflow.await(() -> !pause.on() || stopped.getAsBoolean());
    if (execution == Execution.INLINE) {
      awaitSlot(deadline);
    }
    try {
      return new Outcome(
          switch (execution) {
            case VISIBLE ->
                visible(summary, left(deadline))
                    .execute(type, AttemptResult.class, arguments(command));
            case INLINE -> inline(type, command, summary, deadline);
          },
          null);
    } catch (ActivityFailure e) {
      return timedOut(e) ? late(attempt) : new Outcome(null, failure(e));
    }
  }

  /** Waits as a step does that is not begun: its time stands still, and no pause is overlooked. */
  private void awaitSlot(Deadline deadline) {
    if (!slots.free() && Changes.include(WAITS_APART)) {
      deadline.standStill(
          () -> Workflow.await(() -> (slots.free() && !pause.on()) || stopped.getAsBoolean()));
    }
  }

  /** An activity may begin beside a decision's write, for which it looks itself. */
  private Object[] arguments(Object command) {
    GateId gate = barrier.gate();
    return gate == null ? new Object[] {command} : new Object[] {command, gate};
  }

  private Duration left(Deadline deadline) {
    if (stopped.getAsBoolean()) {
      throw new Calls.StoppedException();
    }
    Duration left = deadline.left();
    if (!left.isPositive()) {
      throw StepFailed.timeout();
    }
    return left;
  }

  private static ActivityStub visible(String summary, Duration left) {
    ActivityOptions options =
        ActivityOptions.newBuilder()
            .setScheduleToCloseTimeout(left)
            .setStartToCloseTimeout(left)
            .setHeartbeatTimeout(HEARTBEAT)
            .setRetryOptions(RETRY)
            .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
            .setSummary(summary)
            .build();
    return Workflow.newUntypedActivityStub(options);
  }

  /**
   * In the workflow task itself. What a message allows is done here only once the message is
   * durable: a decision by Update has been written by an activity, and a signal is in the history
   * before it is seen.
   */
  private AttemptResult inline(String type, Object command, String summary, Deadline deadline) {
    slots.take(stopped);
    try {
      Duration left = left(deadline);
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
          .execute(type, AttemptResult.class, command);
    } finally {
      slots.give();
    }
  }

  /** Also of what was not called in all that time. */
  private static boolean timedOut(ActivityFailure failure) {
    return failure.getCause() instanceof TimeoutFailure
        || failure.getRetryState() == RetryState.RETRY_STATE_TIMEOUT;
  }

  /**
   * Its worker may only be slow: what it has committed counts, what it has not is too late from now
   * on.
   */
  private Outcome late(ExpireAttempt attempt) {
    AttemptResult result = expiry.expire(attempt);
    if (result == null) {
      throw StepFailed.timeout();
    }
    return new Outcome(result, null);
  }

  private static AttemptFailure failure(ActivityFailure failure) {
    return switch (failure.getCause()) {
      case ApplicationFailure cause when cancelled(cause) -> throw new Calls.StoppedException();
      case ApplicationFailure cause when known(cause) ->
          cause.getDetails().get(AttemptFailure.class);
      case CanceledFailure _ -> throw new Calls.StoppedException();
      case null, default ->
          throw new StepFailed(
              "INTERNAL", "The attempt failed in an unforeseen way; see the worker's log.");
    };
  }

  private static boolean cancelled(ApplicationFailure failure) {
    return FailureCategory.CANCELLED.name().equals(failure.getType());
  }

  private static boolean known(ApplicationFailure failure) {
    for (FailureCategory category : FailureCategory.values()) {
      if (category.name().equals(failure.getType())) {
        return failure.getDetails().getSize() > 0;
      }
    }
    return false;
  }

  /** Waits, unless the plan ends meanwhile. */
  void pause(Duration delay) {
    if (delay.isPositive() && Workflow.await(delay, stopped::getAsBoolean)) {
      throw new Calls.StoppedException();
    }
  }
}
