package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the instances of nested steps that have begun. */
public final class InstanceReads {

  /**
   * From the plan's own graph down to what holds the step, only by rows that belong to the
   * occurrence at which their container stands; {@code $2} is the step, or a container whose
   * contents are wanted.
   */
  private static final String SELECT =
      """
      with recursive chain as (
        select step_id, container from step where plan_id = $1 and step_id = $2 and scope = 0
        union all
        select p.step_id, p.container from chain c
          join step p on p.plan_id = $1 and p.step_id = c.container and p.scope = 0
      ), live as (
        select s.step_id, s.occurrence, '{}'::int[] as path
        from step s where s.plan_id = $1 and s.scope = 0 and s.container is null
          and s.kind in ('map', 'loop', 'subplan') and s.step_id in (select step_id from chain)
        union all
        select s.step_id, s.occurrence, c.path || s.item
        from live c join step s on s.plan_id = $1 and s.container = c.step_id
          and s.container_occurrence = c.occurrence and s.scope > 0
        where s.kind in ('map', 'loop', 'subplan') and s.step_id in (select step_id from chain)
      )
      select s.*, %s
      from (
        select s.step_id, s.ordinal, s.item, c.path || s.item as path, s.scope, s.occurrence,
          s.state, s.reason, s.message, s.started_at, s.finished_at
        from live c join step s on s.plan_id = $1 and s.container = c.step_id
          and s.container_occurrence = c.occurrence and s.scope > 0
      """
          .formatted(ResultColumns.SELECT);

  private static final String PAGE =
      """
        where (case when exists (select 1 from step where plan_id = $1 and container = $2)
            then c.step_id else s.step_id end) = $2
          and (c.path || s.item, s.ordinal) > ($3, $4)
        order by 4, s.ordinal limit $5
      """;

  private static final String ONE = "where s.step_id = $2 and s.scope = $3";

  /** Results are looked up for what is on the page only. */
  private static final String RESULTS =
      """
      ) s left join lateral (select * from step_result r where r.plan_id = $1
        and r.step_id = s.step_id and r.occurrence = s.occurrence limit 1) r on true
      order by s.path, s.ordinal\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;

  /**
   * The last instance of a page.
   *
   * @param path as {@link InstanceRead#path}
   * @param ordinal of the step in the document
   */
  public record Last(List<Integer> path, int ordinal) {

    /** Before the first. */
    public static final Last NONE = new Last(List.of(), -1);

    public Last {
      path = List.copyOf(path);
    }
  }

  /** An instance and where to go on behind it. */
  public record Placed(InstanceRead read, Last last) {}

  private record Row(
      InstanceRead read, int ordinal, @Nullable Sealed message, @Nullable ResultColumns result) {}

  public InstanceReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
  }

  /**
   * The instances of a nested step, or of all that a container holds, in the order of their items;
   * outputs over 4 KB are left out.
   */
  public Mono<List<Placed>> page(TenantId tenant, PlanId plan, String step, Last last, int limit) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                rows(
                    client,
                    SELECT + PAGE + RESULTS,
                    plan.value(),
                    step,
                    last.path().toArray(Integer[]::new),
                    last.ordinal(),
                    limit))
        .collectList()
        .filter(rows -> !rows.isEmpty())
        .flatMap(rows ->
            keys.of(plan)
                .flatMap(key ->
                    Flux.fromIterable(rows)
                        .concatMap(row ->
                            open(tenant, row, key, false)
                                .map(
                                    read -> new Placed(read, new Last(read.path(), row.ordinal()))))
                        .collectList()))
        .defaultIfEmpty(List.of());
  }

  /** One instance of a nested step with its whole output; empty when there is none. */
  public Mono<InstanceRead> one(TenantId tenant, PlanId plan, String step, int scope) {
    return postgres
        .manyInTenant(
            tenant, client -> rows(client, SELECT + ONE + RESULTS, plan.value(), step, scope))
        .singleOrEmpty()
        .flatMap(row -> keys.of(plan).flatMap(key -> open(tenant, row, key, true)));
  }

  private static Flux<Row> rows(DatabaseClient client, String sql, Object... parameters) {
    return InstanceCounts.hashed(client)
        .thenMany(Sql.of(client, sql, parameters).map(InstanceReads::row).all());
  }

  private Mono<InstanceRead> open(TenantId tenant, Row row, ScopeKey key, boolean whole) {
    Sealed sealed = row.message();
    String message = sealed == null ? null : sealed.text(key, Places.STEP_MESSAGE);
    return ResultColumns.open(row.result(), tenant, values, key, whole)
        .map(result -> row.read().opened(message, result.orElse(null)));
  }

  private static Row row(Readable row) {
    InstanceRead read =
        new InstanceRead(
            Columns.text(row, "step_id"),
            Columns.number(row, "item"),
            List.of(Objects.requireNonNull(row.get("path", Integer[].class))),
            Columns.number(row, "scope"),
            Columns.number(row, "occurrence"),
            StepState.valueOf(Columns.text(row, "state")),
            row.get("reason", String.class),
            null,
            Columns.instantOrNull(row, "started_at"),
            Columns.instantOrNull(row, "finished_at"),
            null);
    return new Row(
        read, Columns.number(row, "ordinal"), Sealed.orNull(row, "message"), ResultColumns.of(row));
  }
}
