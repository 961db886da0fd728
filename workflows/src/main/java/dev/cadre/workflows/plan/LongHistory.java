package dev.cadre.workflows.plan;

import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInfo;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run's history has become so long that it should go on in a new one. Then nothing new
 * starts until what runs has ended. Taking up again what waited costs events too; they do not
 * count, or a plan that waits at thousands of gates would do nothing else.
 *
 * <p>The history is looked at only when something has come back: its length changes as a workflow
 * task begins, and conditions are asked before and after that in an order that a replay does not
 * repeat.
 */
final class LongHistory {

  /** The server refuses 51,200 events. */
  private static final int HIGHEST = 40_000;

  /** Where the server has no opinion; it suggests it from 4,096 events or 4 MiB on. */
  private static final int MOST = 4_096;

  /** Progress that a part must have made, however long its history. */
  private static final int LEAST = 500;

  private final @Nullable Integer most;
  private final BooleanSupplier takenUp;
  private long before = -1;
  private boolean now;

  /**
   * With a limit.
   *
   * @param most events; null for the default
   * @param takenUp whether all that waited in the part before waits again
   */
  LongHistory(@Nullable Integer most, BooleanSupplier takenUp) {
    this.most = most;
    this.takenUp = takenUp;
  }

  /** Looks once more; call it when a message comes, a step has ended or a batch is written. */
  void look() {
    now = now || tooLong();
  }

  /** As it was seen last. */
  boolean now() {
    return now;
  }

  private boolean tooLong() {
    WorkflowInfo info = Workflow.getInfo();
    long length = info.getHistoryLength();
    if (before < 0) {
      if (!takenUp.getAsBoolean()) {
        return false;
      }
      before = length;
    }
    long own = length - before;
    if (most != null) {
      return own > most;
    }
    boolean suggested = info.isContinueAsNewSuggested() && before < MOST / 4;
    return suggested || own > MOST || (length > HIGHEST && own > LEAST);
  }
}
