package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.ReadySteps;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads the steps of a plan and their newest outputs. */
public final class StepReads {

  private static final String SELECT =
      """
      select s.step_id, s.kind, s.container, s.occurrence, s.state, s.reason, s.message,
             s.started_at, s.finished_at, a.attempts, a.cost, s.agent, w.state as held, %s
      from step s
      left join activation w on w.tenant_id = s.tenant_id and w.name = s.agent
        and w.state <> 'ACTIVE' and w.test_plan is distinct from s.plan_id
      left join lateral (select * from step_result r
        where s.container is null and r.plan_id = s.plan_id and r.step_id = s.step_id
        order by r.occurrence desc limit 1) r on true
      left join lateral (select count(*) as attempts, coalesce(sum(a.cost_usd), 0) as cost
        from attempt a where a.plan_id = s.plan_id and a.step_id = s.step_id) a on true
      where s.plan_id = $1 and s.scope = 0\
      """
          .formatted(ResultColumns.SELECT);

  private static final String ORDER = " order by s.ordinal";

  /** A step and what holds it, to the plan's own graph. */
  private static final String CHAIN =
      """
       and s.step_id in (
        with recursive chain as (
          select step_id, container from step where plan_id = $1 and step_id = $2 and scope = 0
          union all
          select p.step_id, p.container from chain c
            join step p on p.plan_id = $1 and p.step_id = c.container and p.scope = 0)
        select step_id from chain)\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final OpenValues values;
  private final Snapshots snapshots;

  private record Row(StepRead step, @Nullable Sealed message, @Nullable ResultColumns result) {

    Row with(StepRead other) {
      return new Row(other, message, result);
    }
  }

  public StepReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
    this.values = new OpenValues(postgres);
    this.snapshots = new Snapshots(postgres, keys);
  }

  /**
   * All steps in the order of the document, nested ones behind what holds them; outputs over 4 KB
   * are left out.
   */
  public Mono<List<StepRead>> all(TenantId tenant, PlanId plan) {
    return rows(tenant, plan, SELECT + ORDER, plan.value())
        .flatMap(rows -> keys.of(plan).flatMap(key -> open(tenant, rows, key)))
        .flatMap(steps -> drawn(tenant, plan, steps))
        .defaultIfEmpty(List.of());
  }

  /** With what the plan's newest run has fixed, once it has begun. */
  private Mono<List<StepRead>> drawn(TenantId tenant, PlanId plan, List<StepRead> steps) {
    return snapshots
        .newest(tenant, plan)
        .flatMap(fixed ->
            ready(tenant, plan, fixed.plan(), steps)
                .map(ready -> steps.stream().map(step -> drawn(step, fixed, ready)).toList()))
        .defaultIfEmpty(steps);
  }

  private static StepRead drawn(StepRead step, PlanSnapshot fixed, Set<String> ready) {
    boolean due = pending(step) && ready.contains(step.id());
    return step.drawn(due ? StepState.READY : step.state(), format(fixed, step.id()));
  }

  private static boolean pending(StepRead step) {
    return step.container() == null && step.state() == StepState.PENDING;
  }

  /** What may begin; nothing where none of these steps could. */
  private Mono<Set<String>> ready(
      TenantId tenant, PlanId plan, Plan document, List<StepRead> steps) {
    return steps.stream().noneMatch(StepReads::pending)
        ? Mono.just(Set.of())
        : postgres
            .inTenant(tenant, client -> states(client, plan))
            .map(states -> ReadySteps.of(document, states));
  }

  private static Mono<Map<String, StepState>> states(DatabaseClient client, PlanId plan) {
    return Sql.of(
            client,
            """
            select step_id, state from step
            where plan_id = $1 and scope = 0 and container is null\
            """,
            plan.value())
        .map(row ->
            Map.entry(Columns.text(row, "step_id"), StepState.valueOf(Columns.text(row, "state"))))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }

  private static StepRead.@Nullable Format format(PlanSnapshot fixed, String step) {
    return PlanSteps.find(fixed.plan(), step)
        .flatMap(found -> fixed.format(found.step()))
        .map(format -> new StepRead.Format(format.name(), format.renderer()))
        .orElse(null);
  }

  private Mono<List<StepRead>> open(TenantId tenant, List<Row> rows, ScopeKey key) {
    return Flux.fromIterable(rows).concatMap(row -> open(tenant, row, key, false)).collectList();
  }

  /** One step with its whole output; empty when there is none. */
  public Mono<StepRead> one(TenantId tenant, PlanId plan, String step) {
    return rows(tenant, plan, SELECT + CHAIN + ORDER, plan.value(), step)
        .map(List::getLast)
        .flatMap(row -> keys.of(plan).flatMap(key -> open(tenant, row, key, true)))
        .flatMap(read -> drawn(tenant, plan, List.of(read)))
        .map(List::getFirst);
  }

  /** What holds a step stands before it; empty where there is nothing. */
  private Mono<List<Row>> rows(TenantId tenant, PlanId plan, String sql, Object... parameters) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(client, sql, parameters)
                .map(StepReads::row)
                .all()
                .collectList()
                .filter(rows -> !rows.isEmpty())
                .flatMap(rows -> standing(client, plan, rows)));
  }

  private static Mono<List<Row>> standing(DatabaseClient client, PlanId plan, List<Row> rows) {
    return rows.stream().allMatch(row -> row.step().container() == null)
        ? Mono.just(rows)
        : InstanceCounts.of(client, plan).map(counts -> standing(rows, counts));
  }

  private static List<Row> standing(List<Row> rows, Map<String, Instances> counts) {
    Map<String, StepState> states = new HashMap<>();
    List<Row> standing = new ArrayList<>();
    for (Row row : rows) {
      StepRead step = row.step();
      String container = step.container();
      if (container != null) {
        StepState holder = states.getOrDefault(container, StepState.PENDING);
        step = step.standing(counts.getOrDefault(step.id(), Instances.NONE), holder);
      }
      states.put(step.id(), step.state());
      standing.add(row.with(step));
    }
    return standing;
  }

  private Mono<StepRead> open(TenantId tenant, Row row, ScopeKey key, boolean whole) {
    Sealed sealed = row.message();
    String message = sealed == null ? null : sealed.text(key, Places.STEP_MESSAGE);
    return ResultColumns.open(row.result(), tenant, values, key, whole)
        .map(result -> row.step().opened(message, result.orElse(null)));
  }

  /** Of a step that has not ended, whose agent is not active now. */
  private static @Nullable String waitsFor(Readable row) {
    String held = row.get("held", String.class);
    boolean ended = StepState.valueOf(Columns.text(row, "state")).terminal();
    return held == null || ended
        ? null
        : "the agent " + row.get("agent", String.class) + ", which is " + held;
  }

  private static Row row(Readable row) {
    StepRead step =
        new StepRead(
            Columns.text(row, "step_id"),
            Columns.text(row, "kind"),
            row.get("container", String.class),
            Columns.number(row, "occurrence"),
            StepState.valueOf(Columns.text(row, "state")),
            null,
            row.get("reason", String.class),
            null,
            row.get("agent", String.class),
            waitsFor(row),
            Columns.instantOrNull(row, "started_at"),
            Columns.instantOrNull(row, "finished_at"),
            Columns.count(row, "attempts"),
            Money.usd(Columns.money(row, "cost")),
            null,
            null);
    return new Row(step, Sealed.orNull(row, "message"), ResultColumns.of(row));
  }
}
