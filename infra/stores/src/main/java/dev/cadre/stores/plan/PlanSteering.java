package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What people may do to a plan that has not ended. */
public final class PlanSteering {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** How a request to cancel was met. */
  public enum Cancel {
    ORDERED,
    /** Asked before; nothing new was written. */
    ORDERED_BEFORE,
    /** The plan has ended. */
    TERMINAL
  }

  private record Row(PlanStatus status, int run, boolean asked) {}

  public PlanSteering(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** Orders the plan's cancellation; empty when there is no such plan. */
  public Mono<Cancel> cancel(TenantId tenant, PlanId plan, String principal) {
    return postgres.inTenant(
        tenant,
        client ->
            locked(client, plan)
                .flatMap(row -> {
                  if (row.status().terminal()) {
                    return Mono.just(Cancel.TERMINAL);
                  }
                  return row.asked()
                      ? Mono.just(Cancel.ORDERED_BEFORE)
                      : order(client, tenant, plan, row.run(), principal)
                          .thenReturn(Cancel.ORDERED);
                }));
  }

  private static Mono<Row> locked(DatabaseClient client, PlanId plan) {
    return client
        .sql("select status, run, cancel_requested_at from plan where id = $1 for no key update")
        .bind(0, plan.value())
        .map(row ->
            new Row(
                PlanStatus.valueOf(Columns.text(row, "status")),
                Columns.number(row, "run"),
                Columns.instantOrNull(row, "cancel_requested_at") != null))
        .one();
  }

  private Mono<Void> order(
      DatabaseClient client, TenantId tenant, PlanId plan, int run, String principal) {
    Instant now = clock.instant();
    NewEvents events = new NewEvents().add("plan.cancel_requested", null, now, "by", principal);
    return client
        .sql("update plan set cancel_requested_at = $2 where id = $1")
        .bind(0, plan.value())
        .bind(1, now.atOffset(ZoneOffset.UTC))
        .then()
        .then(Outbox.put(client, tenant, plan, run, Outbox.Kind.CANCEL))
        .then(keys.of(plan))
        .flatMap(key -> events.write(client, tenant, plan, key));
  }
}
