package dev.cadre.workflows.plan;

import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/**
 * Whether a run's history has become so long that it should go on in a new one. Then nothing new
 * starts until what runs has ended.
 */
final class LongHistory {

  /** Where the server has no opinion; it refuses 51,200 events. */
  private static final int MOST_EVENTS = 10_000;

  private final int most;

  /**
   * With a limit.
   *
   * @param most events; null for the default
   */
  LongHistory(@Nullable Integer most) {
    this.most = most == null ? MOST_EVENTS : most;
  }

  boolean now() {
    var info = Workflow.getInfo();
    return info.isContinueAsNewSuggested() || info.getHistoryLength() > most;
  }
}
