package dev.cadre.stores.step;

import dev.cadre.stores.llm.CalledModel;
import dev.cadre.stores.plan.PlanLock;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Closes an attempt: the transaction after a call. */
final class Settling {

  private final Ledger ledger;
  private final int call;
  private final Bill bill;

  Settling(Ledger ledger, int call, Bill bill) {
    this.ledger = ledger;
    this.call = call;
    this.bill = bill;
  }

  Mono<Settled> succeed(@Nullable Object value, @Nullable String pickedFrom) {
    return PlanLock.share(ledger.client, ledger.key.plan())
        .flatMap(status ->
            ledger
                .row()
                .flatMap(row -> {
                  if (mine(row)) {
                    return commit(row, status, value, pickedFrom);
                  }
                  return expired(row) ? late(row, status) : standing(row);
                }))
        .switchIfEmpty(Mono.just(new Settled.Superseded()));
  }

  Mono<Settled> turn(ModelTurn turn) {
    return said(
        ledger
            .talk
            .write(ledger.key, turn, ledger.now)
            .delayUntil(first -> first ? Refusals.told(ledger, turn) : Mono.empty()));
  }

  Mono<Settled> answer(ToolAnswer answer) {
    return said(ledger.talk.write(ledger.key, answer, ledger.now));
  }

  /**
   * Settles with what is a part of a talk.
   *
   * @param written whether it is the one that stands
   */
  private Mono<Settled> said(Mono<Boolean> written) {
    return PlanLock.share(ledger.client, ledger.key.plan())
        .flatMap(status ->
            ledger
                .row()
                .flatMap(row -> {
                  if (mine(row)) {
                    return say(row, status, written);
                  }
                  return expired(row) ? late(row, status) : standing(row);
                }))
        .switchIfEmpty(Mono.just(new Settled.Superseded()));
  }

  private Mono<Settled> say(AttemptRow row, PlanStatus status, Mono<Boolean> written) {
    Mono<Void> paid = ledger.settle(row, bill, null).then(answered(row));
    if (status.terminal()) {
      return paid.then(ledger.discard()).then(Mono.just(new Settled.Failure(closed())));
    }
    ledger.told.completed(call, bill);
    return paid.then(written)
        .flatMap(first -> first ? Mono.empty() : ledger.discard())
        .then(Mono.defer(ledger::writeEvents))
        .then(winner());
  }

  Mono<Settled> fail(AttemptFailure failure) {
    return PlanLock.share(ledger.client, ledger.key.plan())
        .flatMap(status ->
            ledger
                .row()
                .flatMap(row -> {
                  if (mine(row)) {
                    return failed(row, status, failure);
                  }
                  return expired(row) ? lateFailure(row, status, failure) : standing(row);
                }))
        .switchIfEmpty(Mono.just(new Settled.Superseded()));
  }

  /** Whether the row is still open for this very call. */
  private boolean mine(AttemptRow row) {
    return !row.settled() && row.calls() == call;
  }

  /** Whether this very call was given up, of which an answer came after all. */
  private boolean expired(AttemptRow row) {
    return row.settled() && row.calls() == call && row.givenUp() && row.failure() != null;
  }

  /** The result is dropped; what the call really used stands instead of its worst case. */
  private Mono<Settled> late(AttemptRow row, PlanStatus status) {
    ledger.told.completed(call, bill);
    return ledger
        .correct(row, bill, true)
        .then(answered(row))
        .then(status.terminal() ? Mono.empty() : ledger.writeEvents())
        .then(standing(row));
  }

  /** The step has failed otherwise; but the call may have cost less than its worst case. */
  private Mono<Settled> lateFailure(AttemptRow row, PlanStatus status, AttemptFailure failure) {
    tell(failure);
    return ledger
        .correct(row, bill, false)
        .then(cool(row, failure))
        .then(status.terminal() ? Mono.empty() : ledger.writeEvents())
        .then(standing(row));
  }

  /**
   * Either this call's own commit stands already and only its answer was lost, or another call has
   * taken this one's place.
   */
  private Mono<Settled> standing(AttemptRow row) {
    if (!row.settled() || row.calls() != call) {
      return Mono.just(new Settled.Superseded());
    }
    AttemptFailure failure = row.failure();
    return failure != null ? Mono.just(new Settled.Failure(failure)) : winner();
  }

  private Mono<Settled> winner() {
    return ledger
        .standing()
        .<Settled>map(Settled.Success::new)
        .defaultIfEmpty(new Settled.Superseded());
  }

  private Mono<Settled> commit(
      AttemptRow row, PlanStatus status, @Nullable Object value, @Nullable String pickedFrom) {
    Mono<Void> paid = ledger.settle(row, bill, null).then(answered(row));
    if (status.terminal()) {
      return paid.then(ledger.discard()).then(Mono.just(new Settled.Failure(closed())));
    }
    ledger.told.completed(call, bill);
    // The step's row before the budget's, as everywhere, so that none waits for the other.
    return ledger
        .results
        .commit(ledger.told.result(value, pickedFrom), ledger.told.events, ledger.now)
        .flatMap(committed ->
            paid.then(
                committed
                    .map(own -> Mono.<Settled>just(new Settled.Success(own)))
                    .orElseGet(() -> ledger.discard().then(winner()))))
        .flatMap(settled -> ledger.writeEvents().thenReturn(settled));
  }

  private Mono<Settled> failed(AttemptRow row, PlanStatus status, AttemptFailure failure) {
    tell(failure);
    return ledger
        .settle(row, bill, failure)
        .then(cool(row, failure))
        .then(unanswered(failure))
        .then(status.terminal() ? Mono.empty() : ledger.writeEvents())
        .thenReturn(new Settled.Failure(failure));
  }

  private void tell(AttemptFailure failure) {
    ledger.told.tell(
        "attempt.failed",
        "model",
        ledger.attempt.model(),
        "call",
        call,
        "category",
        failure.category().name(),
        "status",
        failure.status(),
        "called",
        failure.called(),
        "costUsd",
        bill.costUsd().toPlainString(),
        "message",
        failure.message());
  }

  /** The model that asked for a tool is told why it has no answer. */
  private Mono<Void> unanswered(AttemptFailure failure) {
    return ledger.key.call() == 0
        ? Mono.empty()
        : ledger.talk.write(ledger.key, new ToolAnswer(failure.message(), true), ledger.now).then();
  }

  private Mono<Void> answered(AttemptRow row) {
    CalledModel called = ledger.attempt.calledModel();
    return called == null ? Mono.empty() : ledger.cooldowns.answered(called, row.startedAt());
  }

  private Mono<Void> cool(AttemptRow row, AttemptFailure failure) {
    CalledModel called = ledger.attempt.calledModel();
    return called == null
        ? Mono.empty()
        : ledger
            .cooldowns
            .probed(called, row.startedAt())
            .then(ledger.cooldowns.failed(called, failure.category(), failure.retryAfter()));
  }

  private static AttemptFailure closed() {
    return Ledger.notCalled(
        FailureCategory.PLAN_CLOSED, null, "The plan has ended before the answer came.");
  }
}
