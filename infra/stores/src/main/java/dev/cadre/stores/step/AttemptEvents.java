package dev.cadre.stores.step;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.step.ResultRows.NewResult;
import dev.cadre.workflows.step.AttemptKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What an attempt tells the plan's log, whichever course writes it. */
final class AttemptEvents {

  /** What was told so far. */
  final NewEvents events = new NewEvents();

  private final Attempt attempt;
  private final AttemptKey key;
  private final Instant now;

  AttemptEvents(Attempt attempt, Instant now) {
    this.attempt = attempt;
    this.key = attempt.key();
    this.now = now;
  }

  AttemptEvents stepStarted() {
    events.add(
        "step.started",
        key.step(),
        now,
        "occurrence",
        key.occurrence(),
        "item",
        StepRows.item(attempt.frame()));
    return this;
  }

  AttemptEvents started(int call) {
    return tell("attempt.started", "model", attempt.model(), "call", call);
  }

  AttemptEvents completed(int call, Bill bill) {
    return tell(
        "attempt.completed",
        "model",
        bill.servedModel(),
        "call",
        call,
        "inputTokens",
        bill.inputTokens(),
        "outputTokens",
        bill.outputTokens(),
        "costUsd",
        bill.costUsd().toPlainString());
  }

  /** The attempt, with more. */
  AttemptEvents tell(String type, @Nullable Object... more) {
    @Nullable Object[] pairs = new @Nullable Object[18 + more.length];
    @Nullable Object[] own = {
      "attempt",
      key.toString(),
      "occurrence",
      key.occurrence(),
      "target",
      key.target(),
      "try",
      key.attempt(),
      "provider",
      attempt.provider(),
      "fallback",
      attempt.fallback(),
      "item",
      StepRows.item(attempt.frame()),
      "turn",
      key.turn() == 0 ? null : key.turn(),
      "toolCall",
      key.call() == 0 ? null : key.call()
    };
    System.arraycopy(own, 0, pairs, 0, own.length);
    System.arraycopy(more, 0, pairs, own.length, more.length);
    events.add(type, key.step(), now, pairs);
    return this;
  }

  /** The result that the attempt commits. */
  NewResult result(@Nullable Object value, @Nullable String pickedFrom) {
    return new NewResult(
        key.step(),
        key.occurrence(),
        attempt.frame(),
        "attempt",
        key.toString(),
        value,
        pickedFrom);
  }
}
