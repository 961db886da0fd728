package dev.cadre.stores.step;

import dev.cadre.stores.llm.CalledModel;
import dev.cadre.stores.plan.PlanLock;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Opens an attempt: the transaction before a call. */
final class Beginning {

  /** Physical calls of one attempt at most; each beyond the first means a lost worker. */
  private static final int MAX_CALLS = 3;

  private final Ledger ledger;
  private final Attempt attempt;

  Beginning(Ledger ledger) {
    this.ledger = ledger;
    this.attempt = ledger.attempt;
  }

  Mono<Begun> run() {
    return PlanLock.share(ledger.client, ledger.key.plan())
        .map(PlanStatus::terminal)
        .defaultIfEmpty(true)
        .flatMap(closed ->
            ledger
                .row()
                .flatMap(row -> row.settled() ? reproduce(row) : again(row, closed))
                .switchIfEmpty(Mono.defer(() -> first(closed))));
  }

  private Mono<Begun> reproduce(AttemptRow row) {
    AttemptFailure failure = row.failure();
    return failure != null ? Mono.just(new Begun.Failed(failure, true)) : standing();
  }

  /**
   * The step's result or turn, whoever made it; none means that the plan closed before it was
   * committed.
   */
  private Mono<Begun> standing() {
    return ledger
        .standing()
        .<Begun>map(Begun.Done::new)
        .defaultIfEmpty(new Begun.Failed(Hindrance.closed(), false));
  }

  private Mono<Begun> first(boolean closed) {
    if (closed) {
      return Mono.just(new Begun.Failed(Hindrance.closed(), false));
    }
    Mono<Optional<AttemptResult>> winner =
        ledger.standing().map(Optional::of).defaultIfEmpty(Optional.empty());
    return winner.flatMap(found ->
        found.isPresent()
            ? Mono.just(new Begun.Done(found.get()))
            : ledger
                .insert()
                .then(ledger.row())
                .flatMap(row ->
                    row.settled()
                        ? reproduce(row)
                        : row.calls() == 0 ? open(row) : again(row, false)));
  }

  private Mono<Begun> open(AttemptRow row) {
    AttemptFailure held = attempt.held();
    return startStep()
        .then(
            held == null
                ? freesAt().map(at -> at.map(Hindrance::cooling))
                : Mono.just(Optional.of(held)))
        .flatMap(refusal -> refusal.isPresent() ? refuse(row, refusal.get()) : permitted(row))
        .flatMap(begun -> ledger.writeEvents().thenReturn(begun));
  }

  private Mono<Optional<Instant>> freesAt() {
    CalledModel called = attempt.calledModel();
    return called == null || attempt.probe()
        ? Mono.just(Optional.empty())
        : ledger.cooldowns.freesAt(called, attempt.timeout());
  }

  private Mono<Begun> permitted(AttemptRow row) {
    return AttemptRight.of(ledger.client, attempt)
        .flatMap(right ->
            switch (right) {
              case MAY -> reserve(row);
              case FORBIDDEN -> refuse(row, Hindrance.forbidden());
              case SUSPENDED -> Mono.error(new TenantSuspended());
              case INACTIVE, PAUSED -> held(row, right);
              case BUSY -> Mono.error(new AgentBusy());
            });
  }

  /**
   * What was never called leaves no row, so that the same attempt can be made later; a call that
   * was taken for lost may answer meanwhile.
   */
  private Mono<Begun> held(AttemptRow row, AttemptRight right) {
    ledger.told.tell("step.held", "reason", right.name());
    Mono<Void> undone = row.calls() == 0 ? ledger.remove() : ledger.givenUp();
    return undone
        .then(notProbed())
        .thenReturn(
            new Begun.Held(
                right == AttemptRight.PAUSED
                    ? Hindrance.paused(ledger.now)
                    : Hindrance.inactive()));
  }

  private Mono<Begun> reserve(AttemptRow row) {
    BigDecimal amount = attempt.worstCase();
    return ledger
        .budget
        .reserve(amount)
        .flatMap(granted -> granted ? atProvider(row) : refuse(row, Hindrance.overBudget(attempt)));
  }

  /** A tenant's own key is no cost of the installation's. */
  private Mono<Begun> atProvider(AttemptRow row) {
    if (attempt.model() == null || attempt.own() != null) {
      return call(row, null);
    }
    BigDecimal amount = attempt.worstCase();
    return ledger
        .provider
        .reserve(amount)
        .flatMap(answer ->
            answer.granted() ? call(row, answer.month()) : overProvidersLimit(row, amount));
  }

  private Mono<Begun> overProvidersLimit(AttemptRow row, BigDecimal reserved) {
    ledger.budget.settle(reserved, BigDecimal.ZERO);
    return refuse(row, Hindrance.overProvidersLimit(attempt));
  }

  private Mono<Begun> call(AttemptRow row, @Nullable LocalDate month) {
    int call = row.calls() + 1;
    ledger.told.started(call);
    return ledger.called(attempt.worstCase(), month).thenReturn(new Begun.Call(call));
  }

  /** The worker died between the call and its outcome, or is given up. */
  private Mono<Begun> again(AttemptRow row, boolean closed) {
    if (row.calls() == 1 && row.startedAt().equals(ledger.now)) {
      // It is this very beginning's own, of which only the answer was lost: nothing was called.
      return closed ? refuse(row, Hindrance.closed()) : Mono.just(new Begun.Call(1));
    }
    AttemptRow charged = row.charged();
    Mono<Begun> next;
    if (closed) {
      next = refuse(charged, Hindrance.closed());
    } else if (!attempt.repeatable()) {
      next = refuse(charged, Hindrance.unknown());
    } else if (row.calls() >= MAX_CALLS) {
      next = refuse(charged, Hindrance.lost());
    } else if (attempt.held() != null) {
      next = refuse(charged, attempt.held());
    } else {
      next = permitted(charged);
    }
    return ledger
        .chargeLost(row)
        .then(next)
        .flatMap(begun -> (closed ? Mono.<Void>empty() : ledger.writeEvents()).thenReturn(begun));
  }

  private Mono<Begun> refuse(AttemptRow row, AttemptFailure failure) {
    ledger.told.tell("attempt.failed", "category", failure.category().name(), "called", false);
    return ledger
        .settle(row, Bill.NOTHING, failure)
        .then(Mono.defer(this::notProbed))
        .thenReturn(new Begun.Failed(failure, false));
  }

  private Mono<Void> notProbed() {
    CalledModel called = attempt.calledModel();
    return called == null ? Mono.empty() : ledger.cooldowns.notProbed(called);
  }

  private Mono<Void> startStep() {
    String step = ledger.key.step();
    int occurrence = ledger.key.occurrence();
    return new StepRows(ledger.client, ledger.key.plan())
        .started(step, occurrence, attempt.frame(), ledger.now)
        .doOnNext(started -> {
          if (started) {
            ledger.told.stepStarted();
          }
        })
        .then();
  }
}
