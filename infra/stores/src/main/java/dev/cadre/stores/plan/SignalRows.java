package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSteps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Signals that no {@code wait} has taken, in the caller's transaction. Waits take those of a name
 * in their order, and each that took one has a result; so the ones behind that number are left.
 */
final class SignalRows {

  private static final String LEFT =
      """
      with wait as (
        select w.signal, w.step_id from unnest($2::text[], $3::text[]) as w (signal, step_id)
      ), taken as (
        select w.signal, count(*) as number from wait w
          join step_result r on r.plan_id = $1 and r.step_id = w.step_id and r.origin = 'wait'
        group by w.signal
      ), placed as (
        select o.id, o.signal, o.content,
          row_number() over (partition by o.signal order by o.id) as place
        from outbox o where o.plan_id = $1 and o.kind = 'SIGNAL'
      ), remaining as (
        select p.id, p.content from placed p left join taken t on t.signal = p.signal
        where p.place > coalesce(t.number, 0)
      )
      """;

  private final DatabaseClient client;
  private final PlanId plan;
  private final String[] signals;
  private final String[] steps;

  /** How many are left, and how many bytes they have. */
  record Left(long number, long bytes) {}

  /**
   * Of a plan.
   *
   * @param waits as {@link PlanSteps#signals}
   */
  SignalRows(DatabaseClient client, PlanId plan, Map<String, List<String>> waits) {
    this.client = client;
    this.plan = plan;
    List<String> names = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    waits.forEach((name, takers) ->
        takers.forEach(taker -> {
          names.add(name);
          ids.add(taker);
        }));
    this.signals = names.toArray(String[]::new);
    this.steps = ids.toArray(String[]::new);
  }

  Mono<Left> left() {
    return Sql.of(
            client,
            LEFT
                + """
                select count(*) as number, coalesce(sum(octet_length(content)), 0) as bytes
                from remaining\
                """,
            plan.value(),
            signals,
            steps)
        .map(row -> new Left(Columns.count(row, "number"), Columns.count(row, "bytes")))
        .one();
  }

  /** Orders anew, for a run that begins, what no wait of the runs before has taken. */
  static Mono<Void> again(DatabaseClient client, PlanId plan, ScopeKey key, int run) {
    return Sql.of(
            client,
            """
            select definition from plan
            where id = $1
              and exists (select 1 from outbox where plan_id = $1 and kind = 'SIGNAL')\
            """,
            plan.value())
        .map(row ->
            Json.read(
                key.open(Places.PLAN_DEFINITION, Columns.bytes(row, "definition")), Plan.class))
        .one()
        .flatMap(
            definition -> new SignalRows(client, plan, PlanSteps.signals(definition)).again(run));
  }

  /** New rows, since a row's place in the order is its number: they must come behind the START. */
  private Mono<Void> again(int run) {
    return Sql.of(
            client,
            LEFT
                + """
                , gone as (
                  delete from outbox where id in (select id from remaining)
                  returning id, tenant_id, plan_id, signal, content
                )
                insert into outbox (tenant_id, plan_id, run, kind, signal, content)
                select tenant_id, plan_id, $4, 'SIGNAL', signal, content from gone order by id\
                """,
            plan.value(),
            signals,
            steps,
            run)
        .then();
  }
}
