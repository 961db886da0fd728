package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the steps of a plan and their newest outputs. */
public final class StepReads {

  private static final String SELECT =
      """
      select s.step_id, s.kind, s.occurrence, s.state, s.reason, s.message, s.started_at,
             s.finished_at, r.occurrence as result_occurrence, r.origin, r.picked_from, r.sha256,
             r.size, r.value, r.blob_id, a.attempts, a.cost
      from step s
      left join lateral (select * from step_result r
        where r.plan_id = s.plan_id and r.step_id = s.step_id
        order by r.occurrence desc limit 1) r on true
      left join lateral (select count(*) as attempts, coalesce(sum(a.cost_usd), 0) as cost
        from attempt a where a.plan_id = s.plan_id and a.step_id = s.step_id) a on true
      where s.plan_id = $1 and s.scope = 0\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;

  private record Row(
      StepRead step, @Nullable Sealed message, @Nullable Sealed value, @Nullable UUID blob) {}

  public StepReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
  }

  /** All steps in the order of the document; outputs over 4 KB are left out. */
  public Mono<List<StepRead>> all(TenantId tenant, PlanId plan) {
    return postgres
        .manyInTenant(tenant, client -> rows(client, SELECT + " order by s.ordinal", plan, null))
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .flatMap(rows -> keys.of(plan).flatMap(key -> open(tenant, rows, key)))
        .defaultIfEmpty(List.of());
  }

  private Mono<List<StepRead>> open(TenantId tenant, List<Row> rows, ScopeKey key) {
    return Flux.fromIterable(rows).concatMap(row -> open(tenant, row, key, false)).collectList();
  }

  /** One step with its whole output; empty when there is none. */
  public Mono<StepRead> one(TenantId tenant, PlanId plan, String step) {
    return postgres
        .manyInTenant(tenant, client -> rows(client, SELECT + " and s.step_id = $2", plan, step))
        .singleOrEmpty()
        .flatMap(row -> keys.of(plan).flatMap(key -> open(tenant, row, key, true)));
  }

  private static Flux<Row> rows(
      DatabaseClient client, String sql, PlanId plan, @Nullable String step) {
    var bound = client.sql(sql).bind(0, plan.value());
    return (step == null ? bound : bound.bind(1, step)).map(StepReads::row).all();
  }

  private Mono<StepRead> open(TenantId tenant, Row row, ScopeKey key, boolean whole) {
    StepRead.ResultRead result = row.step().result();
    Sealed sealed = row.message();
    String message = sealed == null ? null : sealed.text(key, Places.STEP_MESSAGE);
    if (result == null || (row.blob() != null && !whole)) {
      return Mono.just(with(row.step(), message, result));
    }
    return values
        .json(tenant, row.value(), row.blob(), key)
        .map(json ->
            with(
                row.step(),
                message,
                new StepRead.ResultRead(
                    result.occurrence(),
                    result.origin(),
                    result.pickedFrom(),
                    result.sha256(),
                    result.size(),
                    OpenValues.tree(json),
                    true)));
  }

  private static StepRead with(
      StepRead s, @Nullable String message, StepRead.@Nullable ResultRead result) {
    return new StepRead(
        s.id(),
        s.kind(),
        s.occurrence(),
        s.state(),
        s.reason(),
        message,
        s.startedAt(),
        s.finishedAt(),
        s.attempts(),
        s.cost(),
        result);
  }

  private static Row row(Readable row) {
    StepRead step =
        new StepRead(
            Columns.text(row, "step_id"),
            Columns.text(row, "kind"),
            Columns.number(row, "occurrence"),
            StepState.valueOf(Columns.text(row, "state")),
            row.get("reason", String.class),
            null,
            Columns.instantOrNull(row, "started_at"),
            Columns.instantOrNull(row, "finished_at"),
            Columns.count(row, "attempts"),
            Money.usd(Columns.money(row, "cost")),
            result(row));
    return new Row(
        step,
        Sealed.orNull(row, "message"),
        Sealed.orNull(row, "value"),
        row.get("blob_id", UUID.class));
  }

  private static StepRead.@Nullable ResultRead result(Readable row) {
    Integer occurrence = row.get("result_occurrence", Integer.class);
    if (occurrence == null) {
      return null;
    }
    return new StepRead.ResultRead(
        occurrence,
        Columns.text(row, "origin"),
        row.get("picked_from", String.class),
        Columns.text(row, "sha256"),
        Objects.requireNonNull(row.get("size", Long.class)),
        null,
        false);
  }
}
