package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import reactor.core.publisher.Mono;

/**
 * Plans whose row is open although their workflow may have closed without writing it: terminated by
 * an operator, or timed out.
 */
public final class LostPlans {

  /** Who told something of itself within this time is alive, and Temporal need not be asked. */
  private static final Duration QUIET = Duration.ofSeconds(15);

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /**
   * A plan whose row is open and whose orders are all sent.
   *
   * @param cancelAsked whether somebody asked for its cancellation
   */
  public record Candidate(
      TenantId tenant, PlanId plan, int run, Instant createdAt, boolean cancelAsked) {}

  public LostPlans(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Open plans of a tenant that have not told anything for a while, oldest first, after {@code
   * after}.
   */
  public Mono<List<Candidate>> candidates(TenantId tenant, PlanId after, int limit) {
    return quiet(tenant, "p.id > $2 order by p.id limit $3", after.value(), limit);
  }

  /** Of those, the ones that are named here or whose cancellation was asked for. */
  public Mono<List<Candidate>> suspects(TenantId tenant, Collection<PlanId> named) {
    UUID[] ids = named.stream().map(PlanId::value).toArray(UUID[]::new);
    return quiet(
        tenant,
        "(p.id = any ($2) or p.cancel_requested_at is not null) order by p.id",
        (Object) ids);
  }

  private Mono<List<Candidate>> quiet(TenantId tenant, String which, Object... values) {
    String sql =
        """
        select p.id, p.run, p.created_at, p.cancel_requested_at from plan p
        where p.status in ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED')
          and not exists (select 1 from outbox o
            where o.plan_id = p.id and o.sent_at is null)
          and coalesce(
            (select e.at from plan_event e where e.plan_id = p.id
               and e.type <> 'plan.signalled' and e.type not like '%requested'
             order by e.seq desc nulls first limit 1), p.created_at) < $1
          and \
        """
            + which;
    List<Object> all = new ArrayList<>();
    all.add(Sql.time(clock.instant().minus(QUIET)));
    all.addAll(List.of(values));
    return postgres
        .manyInTenant(
            tenant,
            client -> Sql.of(client, sql, all.toArray()).map(row -> candidate(tenant, row)).all())
        .collectList();
  }

  private static Candidate candidate(TenantId tenant, Readable row) {
    return new Candidate(
        tenant,
        new PlanId(Columns.uuid(row, "id")),
        Columns.number(row, "run"),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "cancel_requested_at") != null);
  }

  /**
   * Ends the row unless it has ended or another run has begun.
   *
   * @param status a terminal one
   * @param reason a code
   * @return whether this call ended it
   */
  public Mono<Boolean> close(Candidate lost, PlanStatus status, String reason, String message) {
    Instant now = clock.instant();
    ClosePlan close =
        new ClosePlan(
            lost.tenant(), lost.plan(), lost.run(), status, reason, null, message, Map.of());
    return keys.of(lost.plan())
        .flatMap(key ->
            postgres.inTenant(
                lost.tenant(),
                client ->
                    PlanLock.take(client, lost.plan())
                        .filter(standing -> !standing.terminal())
                        .flatMap(_ -> new ClosingRows(client, close, key, now).close(null))))
        .map(_ -> true)
        .defaultIfEmpty(false);
  }
}
