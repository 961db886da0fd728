package dev.cadre.stores.step;

import dev.cadre.stores.budget.PlanBudget;
import dev.cadre.stores.budget.ProviderBudget;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownRows;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.tool.TalkRows;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** One attempt's row and what hangs on it, inside one transaction. */
final class Ledger {

  final Attempt attempt;
  final AttemptKey key;
  final PlanBudget budget;
  final ProviderBudget provider;
  final CooldownRows cooldowns;
  final ResultRows results;
  final TalkRows talk;
  final AttemptEvents told;
  final Instant now;
  final DatabaseClient client;

  private final ScopeKey scopeKey;

  Ledger(
      DatabaseClient client,
      Attempt attempt,
      ScopeKey scopeKey,
      CooldownSettings cooldown,
      Instant now) {
    this.client = client;
    this.attempt = attempt;
    this.key = attempt.key();
    this.scopeKey = scopeKey;
    this.now = now;
    this.told = new AttemptEvents(attempt, now);
    this.budget = new PlanBudget(client, key.plan());
    this.provider = new ProviderBudget(client, attempt.provider());
    this.cooldowns = new CooldownRows(client, cooldown);
    this.results = new ResultRows(client, attempt.tenant(), key.plan(), scopeKey);
    this.talk = new TalkRows(client, attempt.tenant(), scopeKey);
  }

  /** What the attempt's place has, as the workflow is told: the step's result, or what was said. */
  Mono<AttemptResult> standing() {
    return results
        .find(key.step(), key.occurrence())
        .switchIfEmpty(Mono.defer(() -> talk.find(key)));
  }

  /** Takes the row, once no other transaction holds it; empty when there is none. */
  Mono<AttemptRow> row() {
    return Sql.of(
            client,
            "select " + AttemptRow.COLUMNS + " from attempt where key = $1 for update",
            key.toString())
        .map(row -> AttemptRow.of(row, scopeKey))
        .one();
  }

  /** A row without a call, unless one stands. */
  Mono<Void> insert() {
    return Sql.of(
            client,
            """
            insert into attempt (tenant_id, key, plan_id, step_id, occurrence, target, try, kind,
                                 provider, model, state, physical_calls, was_fallback, started_at,
                                 scope, turn, call, own_key, agent)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'STARTED', 0, $11, $12, $13, $14, $15,
                    $16, step_agent($3, $4))
            on conflict do nothing\
            """,
            attempt.tenant().value(),
            key.toString(),
            key.plan().value(),
            key.step(),
            key.occurrence(),
            key.target(),
            key.attempt(),
            attempt.kind().word(),
            attempt.provider(),
            Sql.orNull(attempt.model(), String.class),
            attempt.fallback(),
            Sql.time(now),
            StepRows.scope(attempt.frame()),
            key.turn(),
            key.call(),
            Sql.orNull(attempt.own(), UUID.class))
        .then();
  }

  /** Takes the row away again. */
  Mono<Void> remove() {
    return Sql.of(client, "delete from attempt where key = $1", key.toString()).then();
  }

  /** Counts a physical call and what it may cost, and where that is reserved at its provider. */
  Mono<Void> called(BigDecimal reserved, @Nullable LocalDate month) {
    return Sql.of(
            client,
            """
            update attempt set physical_calls = physical_calls + 1, reserved_usd = $2,
              provider_month = $3, given_up = false
            where key = $1\
            """,
            key.toString(),
            reserved,
            Sql.orNull(month, LocalDate.class))
        .then();
  }

  /** Charges the open call, which was lost with its worker, at its worst case. */
  Mono<Void> chargeLost(AttemptRow row) {
    provider.settle(row.providerMonth(), row.reserved(), row.reserved());
    budget.settle(row.reserved(), row.reserved());
    return Sql.of(
            client,
            """
            update attempt set cost_usd = coalesce(cost_usd, 0) + reserved_usd, reserved_usd = 0
            where key = $1\
            """,
            key.toString())
        .then();
  }

  /** Closes the row; a failure is kept whole. */
  Mono<Void> settle(AttemptRow row, Bill bill, @Nullable AttemptFailure failure) {
    // Taken for lost, it was charged at its worst case, and answers after all.
    BigDecimal cost = row.givenUp() ? bill.costUsd().subtract(attempt.worstCase()) : bill.costUsd();
    provider.settle(row.providerMonth(), row.reserved(), cost);
    budget.settle(row.reserved(), cost);
    return Sql.of(
            client,
            """
            update attempt set state = 'SETTLED', settled_at = $2, served_model = $3,
              http_status = $4, input_tokens = $5, output_tokens = $6, cached_tokens = $7,
              cost_usd = coalesce(cost_usd, 0) + $8, reserved_usd = 0, category = $9,
              retry_after_ms = $10, failure = $11, detail = $12, given_up = false
            where key = $1\
            """,
            key.toString(),
            Sql.time(now),
            Sql.orNull(bill.servedModel(), String.class),
            Sql.orNull(status(bill, failure), Integer.class),
            Sql.orNull(bill.inputTokens(), Long.class),
            Sql.orNull(bill.outputTokens(), Long.class),
            Sql.orNull(bill.cachedTokens(), Long.class),
            cost,
            Sql.orNull(failure == null ? null : failure.category().name(), String.class),
            Sql.orNull(millis(failure == null ? null : failure.retryAfter()), Long.class),
            Sql.orNull(
                failure == null
                    ? null
                    : scopeKey.sealText(Places.ATTEMPT_FAILURE, failure.message()),
                byte[].class),
            Sql.orNull(
                failure == null ? null : scopeKey.seal(AttemptRow.DETAIL, Json.bytes(failure)),
                byte[].class))
        .then();
  }

  /** Charges a call that may still go on at its worst case; {@link #correct} is its answer's. */
  Mono<Void> giveUp(AttemptRow row, AttemptFailure failure) {
    Bill worst = new Bill(null, null, null, null, null, row.reserved());
    return settle(row, worst, failure).then(givenUp());
  }

  /** Marks that the last call was charged at its worst case, and may answer. */
  Mono<Void> givenUp() {
    return Sql.of(client, "update attempt set given_up = true where key = $1", key.toString())
        .then();
  }

  /** Puts what a call has used in the place of its worst case, and marks a result as too late. */
  Mono<Void> correct(AttemptRow row, Bill bill, boolean result) {
    BigDecimal difference = bill.costUsd().subtract(attempt.worstCase());
    provider.settle(row.providerMonth(), BigDecimal.ZERO, difference);
    budget.settle(BigDecimal.ZERO, difference);
    return Sql.of(
            client,
            """
            update attempt set served_model = $2, http_status = $3, input_tokens = $4,
              output_tokens = $5, cached_tokens = $6, cost_usd = cost_usd + $7, discarded = $8,
              given_up = false
            where key = $1\
            """,
            key.toString(),
            Sql.orNull(bill.servedModel(), String.class),
            Sql.orNull(bill.httpStatus(), Integer.class),
            Sql.orNull(bill.inputTokens(), Long.class),
            Sql.orNull(bill.outputTokens(), Long.class),
            Sql.orNull(bill.cachedTokens(), Long.class),
            difference,
            result)
        .then();
  }

  /** Marks the row of an attempt whose result came too late. */
  Mono<Void> discard() {
    return Sql.of(client, "update attempt set discarded = true where key = $1", key.toString())
        .then();
  }

  /** Writes what was settled: as a transaction's last act, since many calls share the rows. */
  Mono<Void> flush() {
    return budget.flush().then(provider.flush());
  }

  Mono<Void> writeEvents() {
    return told.events.write(client, attempt.tenant(), key.plan(), scopeKey);
  }

  /** A failure before any call. */
  static AttemptFailure notCalled(
      FailureCategory category, @Nullable Instant freesAt, String message) {
    return new AttemptFailure(
        category, false, null, null, null, freesAt, false, Duration.ZERO, message, false);
  }

  private static @Nullable Integer status(Bill bill, @Nullable AttemptFailure failure) {
    return bill.httpStatus() != null || failure == null ? bill.httpStatus() : failure.status();
  }

  private static @Nullable Long millis(@Nullable Duration duration) {
    return duration == null ? null : duration.toMillis();
  }
}
