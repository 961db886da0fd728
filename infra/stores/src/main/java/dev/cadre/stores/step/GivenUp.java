package dev.cadre.stores.step;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import reactor.core.publisher.Mono;

/** An attempt that nobody waits for any more: what it may have cost is spent. */
final class GivenUp {

  private GivenUp() {}

  /** Settles it, and tells it where events are written. A late answer corrects what it cost. */
  static Mono<Void> of(Ledger ledger, AttemptRow row, FailureCategory category, String message) {
    boolean called = row.calls() > 0;
    ledger.told.tell(
        "attempt.failed",
        "category",
        category.name(),
        "called",
        called,
        "costUsd",
        row.reserved().toPlainString(),
        "message",
        message);
    return ledger.giveUp(
        row,
        new AttemptFailure(
            category, called, null, null, null, null, false, Duration.ZERO, message, false));
  }
}
