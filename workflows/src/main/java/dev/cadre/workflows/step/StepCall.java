package dev.cadre.workflows.step;

import io.temporal.workflow.Promise;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A step's call of a model or tool, with all its attempts. */
public final class StepCall {

  private final Supplier<@Nullable Promise<AttemptResult>> first;
  private final Supplier<AttemptResult> whole;

  /**
   * A call that is under way, and for which no coroutine waits: each costs every workflow task two
   * changes of thread, whether it has something to do or not.
   *
   * @param first what the first attempt gives, or fails with
   */
  public record Begun(StepCall call, Promise<AttemptResult> first) {}

  StepCall(Supplier<@Nullable Promise<AttemptResult>> first, Supplier<AttemptResult> whole) {
    this.first = first;
    this.whole = whole;
  }

  /** Schedules the first attempt, once; null where it would have to wait for something. */
  public @Nullable Begun begin() {
    Promise<AttemptResult> scheduled = first.get();
    return scheduled == null ? null : new Begun(this, scheduled);
  }

  /**
   * Calls till there is an answer, from the first attempt on, or from the one that was begun.
   *
   * @throws StepFailed when there is none
   * @throws Calls.StoppedException when the plan ends meanwhile
   */
  public Output run() {
    return whole.get().output();
  }
}
