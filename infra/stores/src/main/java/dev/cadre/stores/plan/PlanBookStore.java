package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.ExpiredAttempt;
import dev.cadre.stores.step.ResultRows;
import dev.cadre.stores.step.ResultRows.NewResult;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The plan's bookkeeping in PostgreSQL. Every method may be repeated. It is one transaction; the
 * ordinary course of opening and completing takes a statement or two that commit by themselves.
 */
public final class PlanBookStore {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;
  private final @Nullable OrdinaryPlans ordinary;

  public PlanBookStore(Postgres postgres, ScopeKeys keys, Clock clock) {
    this(new OrdinaryPlans(postgres), postgres, keys, clock);
  }

  private PlanBookStore(
      @Nullable OrdinaryPlans ordinary, Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
    this.ordinary = ordinary;
  }

  /** With transactions only, to be compared with. */
  static PlanBookStore inTransactions(Postgres postgres, ScopeKeys keys, Clock clock) {
    return new PlanBookStore(null, postgres, keys, clock);
  }

  /**
   * Opens a run, or the next part of it: the first time it fixes what the run starts from, and
   * writes the plan RUNNING.
   *
   * @param snapshot what to fix; not asked where a snapshot stands, and dropped where another was
   *     first
   * @return the snapshot that stands; an error of {@link KeyGone} when there is no such plan
   */
  public Mono<PlanSnapshot> open(StartPlan start, Function<Opening, PlanSnapshot> snapshot) {
    Instant now = clock.instant();
    Mono<PlanSnapshot> full = openFully(start, snapshot, now);
    return ordinary == null
        ? full
        : keys.of(start.plan())
            .flatMap(key -> ordinary.open(start, snapshot, key, now))
            .switchIfEmpty(full);
  }

  private Mono<PlanSnapshot> openFully(
      StartPlan start, Function<Opening, PlanSnapshot> snapshot, Instant now) {
    return in(
        start.tenant(),
        start.plan(),
        (client, key) -> {
          var rows = new OpeningRows(client, key);
          return rows.read(start)
              .flatMap(opening -> {
                PlanSnapshot stored = opening.stored();
                if (stored == null) {
                  return rows.fix(start, snapshot.apply(opening), now);
                }
                return Mono.just(start.goesOn() ? stored.goingOn(opening.prior()) : stored);
              });
        });
  }

  /**
   * Writes a batch of facts, each once. A batch of this number may stand already: the same, or,
   * when its workflow task was lost and done again with more that had happened meanwhile, another
   * one.
   */
  public Mono<Boolean> record(RecordFacts facts) {
    return in(
        facts.tenant(),
        facts.plan(),
        (client, key) ->
            PlanLock.share(client, facts.plan())
                .flatMap(status -> claim(client, facts, status.terminal()))
                .flatMap(batch ->
                    new FactRows(client, facts, key, batch.over(), batch.again())
                        .write()
                        .thenReturn(batch.over())));
  }

  /**
   * How a batch meets the plan.
   *
   * @param over whether its run has ended
   * @param again whether one of its number stands
   */
  private record Batch(boolean over, boolean again) {}

  /**
   * Another run may have begun meanwhile: a worker that stood still for so long writes its batch
   * after all, and steps that the new run has not reached yet may be in the same occurrence.
   */
  private static Mono<Batch> claim(DatabaseClient client, RecordFacts facts, boolean ended) {
    return Sql.of(
            client,
            """
            with claimed as (
              insert into fact_batch (tenant_id, plan_id, run, batch) values ($1, $2, $3, $4)
              on conflict do nothing returning batch
            )
            select run <> $3 as past, not exists (select from claimed) as again
            from plan where id = $2\
            """,
            facts.tenant().value(),
            facts.plan().value(),
            facts.run(),
            facts.batch())
        .map(row -> new Batch(ended || Columns.flag(row, "past"), Columns.flag(row, "again")))
        .one();
  }

  /**
   * Commits what an aggregate yields, unless a result stands already.
   *
   * @return the result that stands; empty when the plan or the step has ended without one
   */
  public Mono<AttemptResult> commit(
      Aggregate aggregate, @Nullable Object value, @Nullable String pickedFrom) {
    Instant now = clock.instant();
    var result =
        new NewResult(
            aggregate.step(),
            aggregate.occurrence(),
            Frame.last(aggregate.frames()),
            "aggregate",
            null,
            value,
            pickedFrom);
    return in(
        aggregate.tenant(),
        aggregate.plan(),
        (client, key) -> commit(client, key, aggregate.tenant(), aggregate.plan(), result, now));
  }

  /** Commits, in the caller's transaction; as above. */
  static Mono<AttemptResult> commit(
      DatabaseClient client,
      ScopeKey key,
      TenantId tenant,
      PlanId plan,
      NewResult result,
      Instant now) {
    var rows = new ResultRows(client, tenant, plan, key);
    NewEvents events = new NewEvents();
    Mono<Optional<AttemptResult>> committed =
        PlanLock.share(client, plan)
            .filter(status -> !status.terminal())
            .flatMap(open -> rows.commit(result, events, now))
            .defaultIfEmpty(Optional.empty());
    return committed.flatMap(own ->
        own.isPresent()
            ? events.write(client, tenant, plan, key).thenReturn(own.get())
            : rows.find(result.step(), result.occurrence()));
  }

  /**
   * Gives up an attempt whose time is over.
   *
   * @return the step's result, where it was committed before
   */
  public Mono<Optional<AttemptResult>> expire(ExpireAttempt attempt) {
    Instant now = clock.instant();
    return in(
        attempt.tenant(),
        attempt.key().plan(),
        (client, key) -> new ExpiredAttempt(client, attempt, key, now).run());
  }

  /**
   * Ends the plan unless it has ended.
   *
   * @param result the plan's result, where it completes
   * @return the end that stands
   */
  public Mono<PlanEnd> close(ClosePlan close, @Nullable Object result) {
    if (!close.status().terminal()) {
      throw new IllegalArgumentException("a plan does not end " + close.status());
    }
    Instant now = clock.instant();
    Mono<PlanEnd> full = closeFully(close, result, now);
    return ordinary == null
        ? full
        : keys.of(close.plan())
            .flatMap(key -> ordinary.complete(close, result, key, now))
            .flatMap(
                done -> done ? Mono.just(new PlanEnd(PlanStatus.COMPLETED, null, null)) : full);
  }

  private Mono<PlanEnd> closeFully(ClosePlan close, @Nullable Object result, Instant now) {
    return in(
        close.tenant(),
        close.plan(),
        (client, key) ->
            PlanLock.take(client, close.plan())
                .map(PlanStatus::terminal)
                .flatMap(ended -> {
                  var rows = new ClosingRows(client, close, key, now);
                  return ended ? rows.standing() : rows.close(result);
                }));
  }

  private <T> Mono<T> in(
      TenantId tenant, PlanId plan, BiFunction<DatabaseClient, ScopeKey, Mono<T>> work) {
    return keys.of(plan)
        .flatMap(key -> postgres.inTenant(tenant, client -> work.apply(client, key)));
  }
}
