package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Plans whose row is open although their workflow may have closed without writing it: terminated by
 * an operator, or timed out.
 */
public final class LostPlans {

  private static final Duration SETTLING = Duration.ofSeconds(10);

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** A plan whose row is open and whose orders are all sent. */
  public record Candidate(PlanId plan, int run) {}

  public LostPlans(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** Open plans of a tenant, oldest first, after {@code after}; new ones are left alone. */
  public Mono<List<Candidate>> candidates(TenantId tenant, PlanId after, int limit) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                client
                    .sql(
                        """
                        select p.id, p.run from plan p
                        where p.id > $1 and p.created_at < $2
                          and p.status in ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED')
                          and not exists (select 1 from outbox o
                            where o.plan_id = p.id and o.sent_at is null)
                        order by p.id limit $3\
                        """)
                    .bind(0, after.value())
                    .bind(1, clock.instant().minus(SETTLING).atOffset(ZoneOffset.UTC))
                    .bind(2, limit)
                    .map(row ->
                        new Candidate(
                            new PlanId(Columns.uuid(row, "id")), Columns.number(row, "run")))
                    .all())
        .collectList();
  }

  /**
   * Ends the row unless it has ended or another run has begun.
   *
   * @param status a terminal one
   * @param reason a code
   * @return whether this call ended it
   */
  public Mono<Boolean> close(
      TenantId tenant, Candidate lost, PlanStatus status, String reason, String message) {
    Instant now = clock.instant();
    return keys.of(lost.plan())
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    end(
                            client,
                            lost,
                            status,
                            reason,
                            key.sealText(Places.PLAN_MESSAGE, message),
                            now)
                        .flatMap(ended ->
                            ended
                                ? closeParts(client, tenant, lost.plan(), key, status, reason, now)
                                    .thenReturn(true)
                                : Mono.just(false))));
  }

  private static Mono<Boolean> end(
      DatabaseClient client,
      Candidate lost,
      PlanStatus status,
      String reason,
      byte[] message,
      Instant now) {
    return client
        .sql(
            """
            update plan set status = $3, reason = $4, message = $5, finished_at = $6
            where id = $1 and run = $2 and status in ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED')\
            """)
        .bind(0, lost.plan().value())
        .bind(1, lost.run())
        .bind(2, status.name())
        .bind(3, reason)
        .bind(4, message)
        .bind(5, now.atOffset(ZoneOffset.UTC))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  private static Mono<Void> closeParts(
      DatabaseClient client,
      TenantId tenant,
      PlanId plan,
      ScopeKey key,
      PlanStatus status,
      String reason,
      Instant now) {
    String type = "plan." + status.name().toLowerCase(Locale.ROOT);
    return client
        .sql(
            """
            update step set state = 'CANCELLED', finished_at = $2
            where plan_id = $1 and state in ('PENDING', 'READY', 'RUNNING', 'WAITING')\
            """)
        .bind(0, plan.value())
        .bind(1, now.atOffset(ZoneOffset.UTC))
        .then()
        .then(
            client
                .sql(
                    """
                    update gate set status = 'CLOSED', outcome = 'CANCELLED', closed_at = $2
                    where plan_id = $1 and status = 'OPEN'\
                    """)
                .bind(0, plan.value())
                .bind(1, now.atOffset(ZoneOffset.UTC))
                .then())
        .then(
            new NewEvents()
                .add(type, null, now, "status", status.name(), "reason", reason)
                .write(client, tenant, plan, key));
  }
}
