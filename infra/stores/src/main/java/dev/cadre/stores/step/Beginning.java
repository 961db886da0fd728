package dev.cadre.stores.step;

import static dev.cadre.stores.step.Ledger.notCalled;

import dev.cadre.stores.plan.PlanLock;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
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
        .defaultIfEmpty(new Begun.Failed(closed(), false));
  }

  private Mono<Begun> first(boolean closed) {
    if (closed) {
      return Mono.just(new Begun.Failed(closed(), false));
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
    return startStep()
        .then(freesAt())
        .flatMap(
            freesAt -> freesAt.isPresent() ? refuse(row, cooling(freesAt.get())) : permitted(row))
        .flatMap(begun -> ledger.writeEvents().thenReturn(begun));
  }

  private Mono<Optional<Instant>> freesAt() {
    String model = attempt.model();
    return model == null || attempt.probe()
        ? Mono.just(Optional.empty())
        : ledger.cooldowns.freesAt(attempt.provider(), model, attempt.timeout());
  }

  private Mono<Begun> permitted(AttemptRow row) {
    return AttemptRight.of(ledger.client, attempt)
        .flatMap(right ->
            switch (right) {
              case MAY -> reserve(row);
              case FORBIDDEN -> refuse(row, forbidden());
              case SUSPENDED -> Mono.error(new TenantSuspended());
              case INACTIVE, PAUSED -> held(row, right);
            });
  }

  /** What was never called leaves no row, so that the same attempt can be made later. */
  private Mono<Begun> held(AttemptRow row, AttemptRight right) {
    ledger.told.tell("step.held", "reason", right.name());
    Mono<Void> undone = row.calls() == 0 ? ledger.remove() : Mono.empty();
    return undone.thenReturn(new Begun.Held(inactive(right)));
  }

  private Mono<Begun> reserve(AttemptRow row) {
    BigDecimal amount = attempt.worstCase();
    return ledger
        .budget
        .reserve(amount)
        .flatMap(granted -> {
          if (!granted) {
            return refuse(row, overBudget());
          }
          int call = row.calls() + 1;
          ledger.told.started(call);
          return ledger.called(amount).thenReturn(new Begun.Call(call));
        });
  }

  /** The worker died between the call and its outcome, or is given up. */
  private Mono<Begun> again(AttemptRow row, boolean closed) {
    AttemptRow charged =
        new AttemptRow(false, row.calls(), BigDecimal.ZERO, null, false, row.startedAt());
    Mono<Begun> next;
    if (closed) {
      next = refuse(charged, closed());
    } else if (!attempt.repeatable()) {
      next = refuse(charged, unknown());
    } else if (row.calls() >= MAX_CALLS) {
      next = refuse(charged, lost());
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
    return ledger.settle(row, Bill.NOTHING, failure).thenReturn(new Begun.Failed(failure, false));
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

  private static AttemptFailure cooling(Instant freesAt) {
    return notCalled(FailureCategory.COOLING, freesAt, "The target rests after a failure.");
  }

  private AttemptFailure overBudget() {
    return notCalled(
        FailureCategory.BUDGET,
        null,
        "The call may cost "
            + attempt.worstCase().stripTrailingZeros().toPlainString()
            + " USD, which is more than the plan's budget has left.");
  }

  private static AttemptFailure forbidden() {
    return notCalled(
        FailureCategory.FORBIDDEN,
        null,
        "Who submitted the plan may not submit plans any more; an admin can give the right back"
            + " and run the plan again.");
  }

  private static AttemptFailure inactive(AttemptRight right) {
    return notCalled(
        FailureCategory.AGENT_INACTIVE,
        null,
        right == AttemptRight.PAUSED
            ? "The step's agent has reached its limit for this month; it goes on when the limit is"
                + " raised, or with the next month."
            : "The step's agent is not active; the step goes on once it is.");
  }

  private static AttemptFailure closed() {
    return notCalled(FailureCategory.PLAN_CLOSED, null, "The plan has ended.");
  }

  private static AttemptFailure lost() {
    return called(FailureCategory.WORKER_LOST, "Three workers were lost during this call.");
  }

  private static AttemptFailure unknown() {
    return called(
        FailureCategory.OUTCOME_UNKNOWN,
        "The worker was lost during the call, which may or may not have had its effect.");
  }

  private static AttemptFailure called(FailureCategory category, String message) {
    return new AttemptFailure(
        Objects.requireNonNull(category),
        true,
        null,
        null,
        null,
        null,
        false,
        Duration.ZERO,
        message,
        false);
  }
}
