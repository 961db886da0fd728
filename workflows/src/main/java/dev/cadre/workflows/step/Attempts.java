package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.FailureCategory;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.TimeoutFailure;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Makes one attempt as one activity, and pauses between attempts. */
final class Attempts {

  /** What came of an attempt: a result, or a failure. */
  record Outcome(@Nullable AttemptResult result, @Nullable AttemptFailure failure) {}

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
   * An attempt that is under way.
   *
   * @param told as {@link Hold#told} was before
   */
  record UnderWay(Promise<AttemptResult> promise, int told) {}

  /**
   * Calls; where the step's agent is not active, once it is; where a decision allows it, once that
   * is written. The step's time stands still meanwhile.
   *
   * @param begun the first attempt, where it was begun before
   */
  Outcome call(AttemptCall call, @Nullable UnderWay begun) {
    UnderWay first = begun;
    while (true) {
      int told = first == null ? hold.told() : first.told();
      Outcome outcome = first == null ? once(call) : outcome(call, first.promise());
      first = null;
      AttemptFailure failure = outcome.failure();
      if (failure != null && failure.category() == FailureCategory.AGENT_INACTIVE) {
        call.deadline().standStill(() -> hold.await(told, failure.freesAt(), stopped));
      } else if (failure != null && failure.category() == FailureCategory.UNDECIDED) {
        call.deadline().standStill(barrier::await);
      } else {
        return outcome;
      }
    }
  }

  private Outcome once(AttemptCall call) {
    boolean visible = call.execution() == Execution.VISIBLE;
    if (!visible) {
      call.deadline().standStill(barrier::await);
    }
    Workflow.await(() -> !pause.on() || stopped.getAsBoolean());
    if (visible) {
      return outcome(call, visible(call));
    }
    slots.take(stopped);
    try {
      return outcome(call, inline(call));
    } finally {
      slots.give();
    }
  }

  /** Whether an attempt can be begun without waiting for anything; takes what it needs for that. */
  boolean ready(Execution execution) {
    return !pause.on()
        && !stopped.getAsBoolean()
        && (execution == Execution.VISIBLE || (barrier.gate() == null && slots.takeNow()));
  }

  /** Begins a step's first attempt after {@link #ready}. */
  UnderWay begin(AttemptCall call) {
    int told = hold.told();
    if (call.execution() == Execution.VISIBLE) {
      return new UnderWay(visible(call), told);
    }
    Promise<AttemptResult> promise = inline(call);
    promise.handle((_, _) -> {
      slots.give();
      return true;
    });
    return new UnderWay(promise, told);
  }

  private Outcome outcome(AttemptCall call, Promise<AttemptResult> promise) {
    try {
      return new Outcome(promise.get(), null);
    } catch (ActivityFailure e) {
      return timedOut(e) ? late(call.expire()) : new Outcome(null, failure(e));
    }
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

  private Promise<AttemptResult> visible(AttemptCall call) {
    return call.visible(left(call.deadline()), barrier.gate());
  }

  /**
   * In the workflow task itself. What a message allows is done here only once the message is
   * durable: a decision by Update has been written by an activity, and a signal is in the history
   * before it is seen.
   */
  private Promise<AttemptResult> inline(AttemptCall call) {
    return call.inline(left(call.deadline()));
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
