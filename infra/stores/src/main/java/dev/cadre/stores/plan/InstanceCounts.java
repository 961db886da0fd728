package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import java.util.Map;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Counts the instances of nested steps, by step. */
final class InstanceCounts {

  /**
   * The rows that count: those of the plan's own graph, and from there down those that belong to
   * the occurrence at which their container stands. What an earlier occurrence left is history.
   */
  private static final String SELECT =
      """
      with recursive live as (
        select step_id, scope, kind, occurrence, state
        from step where plan_id = $1 and container is null
        union all
        select s.step_id, s.scope, s.kind, s.occurrence, s.state
        from live c join step s on s.plan_id = $1 and s.container = c.step_id
          and s.container_occurrence = c.occurrence and s.scope > 0
        where c.kind in ('map', 'loop', 'subplan')
      ), held as (
        select c.step_id as container, sum(case c.kind
          when 'loop' then (select count(distinct s.item) from step s
            where s.plan_id = $1 and s.container = c.step_id
              and s.container_occurrence = c.occurrence and s.scope > 0)
          else (select count(*) from step_item i
            where i.plan_id = $1 and i.step_id = c.step_id and i.occurrence = c.occurrence)
          end)::bigint as total
        from live c where c.kind in ('map', 'loop', 'subplan') group by c.step_id
      )
      select n.step_id, coalesce(max(h.total), 0) as total,
        count(*) filter (where l.state = 'RUNNING') as running,
        count(*) filter (where l.state = 'WAITING') as waiting,
        count(*) filter (where l.state = 'COMPLETED') as completed,
        count(*) filter (where l.state = 'FAILED') as failed,
        count(*) filter (where l.state = 'SKIPPED') as skipped,
        count(*) filter (where l.state = 'CANCELLED') as cancelled
      from step n
        left join held h on h.container = n.container
        left join live l on l.step_id = n.step_id
      where n.plan_id = $1 and n.scope = 0 and n.container is not null
      group by n.step_id\
      """;

  private InstanceCounts() {}

  static Mono<Map<String, Instances>> of(DatabaseClient client, PlanId plan) {
    return hashed(client).then(counted(client, plan));
  }

  /**
   * For the rest of the transaction: no row by row search. Until PostgreSQL has figures of what a
   * map has just written, it takes a plan's rows for a few and goes through all of them for each of
   * 10,000 items, which takes minutes.
   */
  static Mono<Void> hashed(DatabaseClient client) {
    return client.sql("set local enable_nestloop = off").then();
  }

  private static Mono<Map<String, Instances>> counted(DatabaseClient client, PlanId plan) {
    return Sql.of(client, SELECT, plan.value())
        .map(row ->
            Map.entry(
                Columns.text(row, "step_id"),
                new Instances(
                    Columns.count(row, "total"),
                    Columns.count(row, "running"),
                    Columns.count(row, "waiting"),
                    Columns.count(row, "completed"),
                    Columns.count(row, "failed"),
                    Columns.count(row, "skipped"),
                    Columns.count(row, "cancelled"))))
        .all()
        .collectMap(Map.Entry::getKey, Map.Entry::getValue);
  }
}
