package dev.cadre.stores.plan;

import dev.cadre.stores.key.KeyGone;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads plans. What is sealed is opened after the transaction, with the plan's key. */
public final class PlanReads {

  private static final String SELECT =
      """
      select p.id, p.tenant_id, p.run, p.status, p.reason, p.failed_step, p.message, p.type,
             p.priority, p.labels, p.requester, p.name, p.steps_total, p.cancel_requested_at,
             p.created_at, p.started_at, p.finished_at, p.paused, p.redo_of, p.redo_from, b.currency, b."limit", b.settled, b.reserved,
             (select count(*) from step s where s.plan_id = p.id and s.container is null
                and s.state in ('COMPLETED', 'SKIPPED', 'FAILED', 'CANCELLED')) as steps_done,
             (select coalesce(sum(a.cost_usd), 0) from attempt a where a.plan_id = p.id) as cost
      from plan p left join plan_budget b on b.plan_id = p.id\
      """;
  private static final UUID LAST_ID = new UUID(-1L, -1L);

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;

  /**
   * Which plans to list, newest first.
   *
   * @param statuses empty means all
   * @param label null means all
   * @param before only plans older than this one
   */
  public record Filter(
      Set<PlanStatus> statuses, @Nullable String label, @Nullable PlanId before, int limit) {

    public Filter {
      statuses = Set.copyOf(statuses);
    }
  }

  private record Row(PlanRead plan, @Nullable Sealed name, @Nullable Sealed message) {}

  public PlanReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
  }

  /** One plan; empty when there is none. */
  public Mono<PlanRead> one(TenantId tenant, PlanId id) {
    return postgres
        .inTenant(
            tenant,
            client ->
                client
                    .sql(SELECT + " where p.id = $1")
                    .bind(0, id.value())
                    .map(PlanReads::row)
                    .one())
        .flatMap(this::open);
  }

  /** Plans by the filter. */
  public Mono<List<PlanRead>> list(TenantId tenant, Filter filter) {
    String label = filter.label();
    PlanId before = filter.before();
    return postgres
        .manyInTenant(
            tenant,
            client ->
                client
                    .sql(
                        SELECT
                            + """
                             where p.id < $1
                            and (cardinality($2::text[]) = 0 or p.status = any($2))
                            and p.labels @> $3::text[]
                            order by p.id desc limit $4\
                            """)
                    .bind(0, before == null ? LAST_ID : before.value())
                    .bind(1, filter.statuses().stream().map(Enum::name).toArray(String[]::new))
                    .bind(2, label == null ? new String[0] : new String[] {label})
                    .bind(3, filter.limit())
                    .map(PlanReads::row)
                    .all())
        .collectList()
        .flatMap(rows -> Flux.fromIterable(rows).concatMap(this::open).collectList());
  }

  /** The definition, all defaults filled in; empty when there is no such plan. */
  public Mono<Plan> definition(TenantId tenant, PlanId id) {
    return sealed(tenant, id, "definition")
        .flatMap(bytes -> bytes.map(Mono::just).orElseGet(Mono::empty))
        .flatMap(bytes ->
            keys.of(id).map(key -> Json.read(bytes.open(key, Places.PLAN_DEFINITION), Plan.class)));
  }

  /** The result of a completed plan: its RFC 8785 form; empty while there is none. */
  public Mono<String> result(TenantId tenant, PlanId id) {
    return sealed(tenant, id, "result")
        .flatMap(bytes -> bytes.map(Mono::just).orElseGet(Mono::empty))
        .flatMap(bytes -> keys.of(id).flatMap(key -> result(tenant, key, bytes)));
  }

  private Mono<String> result(TenantId tenant, ScopeKey key, Sealed sealed) {
    Output output = Json.read(sealed.open(key, Places.PLAN_RESULT), Output.class);
    return values.json(tenant, output, key);
  }

  private Mono<Optional<Sealed>> sealed(TenantId tenant, PlanId id, String column) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql("select " + column + " as sealed from plan where id = $1")
                .bind(0, id.value())
                .map(row -> Optional.ofNullable(Sealed.orNull(row, "sealed")))
                .one());
  }

  private Mono<PlanRead> open(Row row) {
    return keys.of(row.plan().id())
        .map(key -> named(row, key))
        .onErrorResume(KeyGone.class, gone -> Mono.just(row.plan()));
  }

  private static PlanRead named(Row row, ScopeKey key) {
    PlanRead p = row.plan();
    Sealed name = row.name();
    Sealed message = row.message();
    return new PlanRead(
        p.id(),
        p.tenant(),
        p.run(),
        p.status(),
        name == null ? null : name.text(key, Places.PLAN_NAME),
        p.type(),
        p.priority(),
        p.labels(),
        p.requester(),
        p.reason(),
        p.failedStep(),
        message == null ? null : message.text(key, Places.PLAN_MESSAGE),
        p.stepsTotal(),
        p.stepsDone(),
        p.cost(),
        p.budget(),
        p.createdAt(),
        p.startedAt(),
        p.finishedAt(),
        p.cancelRequestedAt(),
        p.paused(),
        p.redoOf());
  }

  private static Row row(Readable row) {
    PlanRead plan =
        new PlanRead(
            new PlanId(Columns.uuid(row, "id")),
            new TenantId(Columns.uuid(row, "tenant_id")),
            Columns.number(row, "run"),
            PlanStatus.valueOf(Columns.text(row, "status")),
            null,
            Columns.text(row, "type"),
            Columns.text(row, "priority"),
            List.of(Columns.texts(row, "labels")),
            Columns.text(row, "requester"),
            row.get("reason", String.class),
            row.get("failed_step", String.class),
            null,
            Columns.number(row, "steps_total"),
            (int) Columns.count(row, "steps_done"),
            Money.usd(Columns.money(row, "cost")),
            budget(row),
            Columns.instant(row, "created_at"),
            Columns.instantOrNull(row, "started_at"),
            Columns.instantOrNull(row, "finished_at"),
            Columns.instantOrNull(row, "cancel_requested_at"),
            Columns.flag(row, "paused"),
            origin(row));
    return new Row(plan, Sealed.orNull(row, "name"), Sealed.orNull(row, "message"));
  }

  private static PlanRead.@Nullable Origin origin(Readable row) {
    UUID plan = row.get("redo_of", UUID.class);
    return plan == null
        ? null
        : new PlanRead.Origin(new PlanId(plan), row.get("redo_from", String.class));
  }

  private static PlanRead.@Nullable BudgetRead budget(Readable row) {
    String currency = row.get("currency", String.class);
    BigDecimal limit = row.get("limit", BigDecimal.class);
    if (currency == null || limit == null) {
      return null;
    }
    return new PlanRead.BudgetRead(
        Money.of(limit, currency),
        Money.of(Columns.money(row, "settled"), currency),
        Money.of(Columns.money(row, "reserved"), currency));
  }
}
