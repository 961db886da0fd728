package dev.cadre.stores.plan;

import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What operators may order of a plan. An order is a row in the outbox, written together with what
 * it changes and its audit entry; {@link Met} says how it was met, and nothing is emitted when
 * there is no such plan.
 */
public final class PlanSteering {

  private static final String TERMINAL = "PLAN_TERMINAL";
  private static final String NOT_FAILED = "PLAN_NOT_FAILED";

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** How an order was met. */
  public enum Met {
    ORDERED,
    /** It holds already; nothing new was written. */
    HOLDS,
    /** The plan has ended. */
    TERMINAL,
    /** The plan has not failed. */
    NOT_FAILED
  }

  private record Row(PlanStatus status, int run, boolean cancelAsked, boolean paused) {}

  /**
   * What an order writes.
   *
   * @param change of the plan's row; $2 is the time
   */
  private record Order(Outbox.Kind kind, int run, String event, String change) {}

  public PlanSteering(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** Cancels: running attempts are cancelled too. */
  public Mono<Met> cancel(TenantId tenant, PlanId plan, String principal) {
    return open(
        tenant,
        plan,
        principal,
        row -> !row.cancelAsked(),
        Outbox.Kind.CANCEL,
        "plan.cancel_requested",
        "cancel_requested_at = $2");
  }

  /** Pauses: running attempts finish, nothing new starts, decisions are taken. */
  public Mono<Met> pause(TenantId tenant, PlanId plan, String principal) {
    return open(
        tenant,
        plan,
        principal,
        row -> !row.paused(),
        Outbox.Kind.PAUSE,
        "plan.pause_requested",
        "paused = true");
  }

  /** Lets a paused plan go on. */
  public Mono<Met> resume(TenantId tenant, PlanId plan, String principal) {
    return open(
        tenant,
        plan,
        principal,
        Row::paused,
        Outbox.Kind.RESUME,
        "plan.resume_requested",
        "paused = false");
  }

  /**
   * Runs a failed plan again from where it failed: every result is kept, every other step gets its
   * chance anew, and signals that no step has taken are sent to the new run.
   *
   * @param request null when the client sent no key; with one that stands, the order holds
   */
  public Mono<Met> retry(
      TenantId tenant, PlanId plan, String principal, @Nullable RequestKey request) {
    return postgres.inTenant(
        tenant,
        client ->
            locked(client, plan)
                .flatMap(row ->
                    RequestRows.stored(client, tenant, request)
                        .map(_ -> Met.HOLDS)
                        .switchIfEmpty(
                            Mono.defer(() ->
                                row.status() == PlanStatus.FAILED
                                    ? RequestRows.claim(client, tenant, plan, request)
                                        .then(again(client, tenant, plan, principal, row.run() + 1))
                                    : notFailed(client, tenant, plan, principal)))));
  }

  private Mono<Met> notFailed(
      DatabaseClient client, TenantId tenant, PlanId plan, String principal) {
    var refused = failed(tenant, plan, principal, Outbox.Kind.START, NOT_FAILED);
    return AuditRows.write(client, tenant, refused).thenReturn(Met.NOT_FAILED);
  }

  private Mono<Met> again(
      DatabaseClient client, TenantId tenant, PlanId plan, String principal, int run) {
    String change =
        """
        run = run + 1, status = 'SCHEDULED', reason = null, failed_step = null, message = null,
        finished_at = null, cancel_requested_at = null, paused = false\
        """;
    var order = new Order(Outbox.Kind.START, run, "plan.retried", change);
    return write(client, tenant, plan, principal, order)
        .flatMap(met ->
            keys.of(plan).flatMap(key -> SignalRows.again(client, plan, key, run)).thenReturn(met));
  }

  /** Orders something of a plan that has not ended, where it is still to be ordered. */
  private Mono<Met> open(
      TenantId tenant,
      PlanId plan,
      String principal,
      Predicate<Row> wanting,
      Outbox.Kind kind,
      String event,
      String change) {
    return postgres.inTenant(
        tenant,
        client ->
            locked(client, plan)
                .flatMap(row -> {
                  if (row.status().terminal()) {
                    var refused = failed(tenant, plan, principal, kind, TERMINAL);
                    return AuditRows.write(client, tenant, refused).thenReturn(Met.TERMINAL);
                  }
                  return wanting.test(row)
                      ? write(
                          client,
                          tenant,
                          plan,
                          principal,
                          new Order(kind, row.run(), event, change))
                      : Mono.just(Met.HOLDS);
                }));
  }

  private static Mono<Row> locked(DatabaseClient client, PlanId plan) {
    return Sql.of(
            client,
            """
            select status, run, cancel_requested_at, paused from plan
            where id = $1 for no key update\
            """,
            plan.value())
        .map(row ->
            new Row(
                PlanStatus.valueOf(Columns.text(row, "status")),
                Columns.number(row, "run"),
                Columns.instantOrNull(row, "cancel_requested_at") != null,
                Columns.flag(row, "paused")))
        .one();
  }

  private Mono<Met> write(
      DatabaseClient client, TenantId tenant, PlanId plan, String principal, Order order) {
    Instant now = clock.instant();
    NewEvents events =
        new NewEvents().add(order.event(), null, now, "by", principal, "run", order.run());
    String update =
        "update plan set " + order.change() + " where id = $1 and $2::timestamptz is not null";
    return Sql.of(client, update, plan.value(), Sql.time(now))
        .then()
        .then(Outbox.put(client, tenant, plan, order.run(), order.kind()))
        .then(keys.of(plan))
        .flatMap(key -> events.write(client, tenant, plan, key))
        .then(AuditRows.write(client, tenant, ordered(tenant, plan, principal, order, now)))
        .thenReturn(Met.ORDERED);
  }

  private static AuditEntry ordered(
      TenantId tenant, PlanId plan, String principal, Order order, Instant now) {
    AuditActor actor = AuditActor.person(tenant, principal);
    return AuditEntry.done(now, actor, action(order.kind()), "plan", plan.toString())
        .with("run", order.run());
  }

  private AuditEntry failed(
      TenantId tenant, PlanId plan, String principal, Outbox.Kind kind, String reason) {
    AuditActor actor = AuditActor.person(tenant, principal);
    return AuditEntry.failed(clock.instant(), actor, action(kind), "plan", plan.toString(), reason);
  }

  /** The start of a further run is what a retry orders. */
  private static String action(Outbox.Kind kind) {
    return kind == Outbox.Kind.START
        ? "plan.retry"
        : "plan." + kind.name().toLowerCase(Locale.ROOT);
  }
}
