package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.PlanLock;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Gives up an attempt whose time is over, in the caller's transaction. The attempt's row decides
 * between it and a worker that comes late: whoever takes the row first.
 */
public final class ExpiredAttempt {

  private final Ledger ledger;

  public ExpiredAttempt(
      DatabaseClient client, ExpireAttempt expire, ScopeKey scopeKey, Instant now) {
    var attempt =
        new Attempt(
            expire.tenant(),
            expire.key(),
            null,
            expire.model() == null ? Attempt.Kind.TOOL : Attempt.Kind.MODEL,
            expire.provider(),
            expire.model(),
            BigDecimal.ZERO,
            expire.fallback(),
            false,
            false,
            Duration.ZERO);
    ledger = new Ledger(client, attempt, scopeKey, new CooldownSettings(false), now);
  }

  /** The step's result, where one stands; else the attempt is settled as timed out. */
  public Mono<Optional<AttemptResult>> run() {
    return PlanLock.share(ledger.client, ledger.key.plan())
        .flatMap(status ->
            ledger
                .insert()
                .then(ledger.row())
                .flatMap(row ->
                    ledger
                        .results
                        .find(ledger.key.step(), ledger.key.occurrence())
                        .map(Optional::of)
                        .switchIfEmpty(Mono.defer(() -> giveUp(row, status)))))
        .defaultIfEmpty(Optional.empty())
        .delayUntil(_ -> ledger.flush());
  }

  private Mono<Optional<AttemptResult>> giveUp(AttemptRow row, PlanStatus status) {
    if (row.settled()) {
      return Mono.just(Optional.empty());
    }
    return GivenUp.of(
            ledger,
            row,
            FailureCategory.TIMEOUT,
            "The step's time was over before the attempt had ended.")
        .then(Mono.defer(() -> status.terminal() ? Mono.empty() : ledger.writeEvents()))
        .thenReturn(Optional.empty());
  }
}
