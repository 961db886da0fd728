package dev.cadre.stores.activation;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** How the agents of a tenant have done, from the calls that were made for them. */
public final class AgentFigures {

  private static final String SELECT =
      """
      with task as (
        select a.agent, a.plan_id, a.step_id, a.scope, a.occurrence,
          count(*) filter (where a.physical_calls > 0) as calls,
          count(*) filter (where a.category is not null and a.physical_calls > 0) as failures,
          count(*) filter (where a.state = 'STARTED' and a.physical_calls > 0) as open_calls,
          sum(coalesce(a.cost_usd, 0)) as cost,
          sum(coalesce(a.input_tokens, 0)) as input_tokens,
          sum(coalesce(a.output_tokens, 0)) as output_tokens,
          min(a.started_at) as began, max(coalesce(a.settled_at, a.started_at)) as last
        from attempt a
        where a.agent is not null and a.kind = 'model' and a.started_at >= $1
          and ($2::text is null or a.agent = $2)
        group by 1, 2, 3, 4, 5
      ), judged as (
        select t.*, r.step_id is not null as done,
          r.step_id is not null and coalesce(s.occurrence, 0) <= t.occurrence as kept,
          r.step_id is null and (s.occurrence > t.occurrence or s.state in ('FAILED', 'SKIPPED'))
            as failed,
          extract(epoch from t.last - t.began) * 1000 as millis
        from task t
          left join step_result r on r.plan_id = t.plan_id and r.step_id = t.step_id
            and r.occurrence = t.occurrence
          left join step s on s.plan_id = t.plan_id and s.step_id = t.step_id and s.scope = t.scope
      ), queued as (
        select s.agent, count(*) as steps from plan p join step s on s.plan_id = p.id
        where p.status in ('SCHEDULED', 'RUNNING', 'WAITING', 'PAUSED') and s.agent is not null
          and s.scope = 0 and s.state in ('PENDING', 'READY')
          and ($2::text is null or s.agent = $2)
        group by 1
      )
      select coalesce(j.agent, q.agent) as name, coalesce(j.calls, 0)::bigint as calls,
        coalesce(j.failures, 0)::bigint as failures, coalesce(j.open_calls, 0)::bigint as open_calls,
        coalesce(j.cost, 0) as cost, coalesce(j.input_tokens, 0)::bigint as input_tokens,
        coalesce(j.output_tokens, 0)::bigint as output_tokens, coalesce(j.done, 0) as done,
        coalesce(j.kept, 0) as kept, coalesce(j.failed, 0) as failed,
        j.median, j.slow, j.last, coalesce(j.last_failed, false) as last_failed,
        coalesce(q.steps, 0) as queued
      from (
        select agent, sum(calls) as calls, sum(failures) as failures, sum(open_calls) as open_calls,
          sum(cost) as cost, sum(input_tokens) as input_tokens, sum(output_tokens) as output_tokens,
          count(*) filter (where done) as done, count(*) filter (where kept) as kept,
          count(*) filter (where failed) as failed,
          percentile_cont(0.5) within group (order by millis) filter (where done) as median,
          percentile_cont(0.95) within group (order by millis) filter (where done) as slow,
          max(last) as last,
          (array_agg(failed order by last desc) filter (where done or failed))[1] as last_failed
        from judged group by agent) j
        full join queued q on q.agent = j.agent
      order by 1\
      """;

  private final Postgres postgres;

  /**
   * Of one agent, by the name that steps call it by, over a while.
   *
   * @param calls of models
   * @param failures of them
   * @param openCalls that are being made now
   * @param done tasks, that is occurrences of steps, that have a result
   * @param kept of them those that nobody had done anew
   * @param failed tasks
   * @param median time of a task, its waits between calls included; null: none is done
   * @param slow at the 95th of 100 tasks
   * @param lastFailed whether the newest task that ended has failed
   * @param queued steps of open plans that have not begun
   */
  public record Figures(
      String name,
      long calls,
      long failures,
      long openCalls,
      BigDecimal costUsd,
      long inputTokens,
      long outputTokens,
      long done,
      long kept,
      long failed,
      @Nullable Duration median,
      @Nullable Duration slow,
      @Nullable Instant last,
      boolean lastFailed,
      long queued) {

    /** Of an agent that nobody has called. */
    public static Figures none(String name) {
      return new Figures(name, 0, 0, 0, BigDecimal.ZERO, 0, 0, 0, 0, 0, null, null, null, false, 0);
    }
  }

  public AgentFigures(Postgres postgres) {
    this.postgres = postgres;
  }

  /**
   * By name, of those that were called or are to be.
   *
   * @param since when calls count from
   * @param name null: all
   */
  public Mono<List<Figures>> since(TenantId tenant, Instant since, @Nullable String name) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(client, SELECT, Sql.time(since), Sql.orNull(name, String.class))
                .map(AgentFigures::read)
                .all()
                .collectList());
  }

  private static Figures read(Readable row) {
    return new Figures(
        Columns.text(row, "name"),
        Columns.count(row, "calls"),
        Columns.count(row, "failures"),
        Columns.count(row, "open_calls"),
        Columns.money(row, "cost"),
        Columns.count(row, "input_tokens"),
        Columns.count(row, "output_tokens"),
        Columns.count(row, "done"),
        Columns.count(row, "kept"),
        Columns.count(row, "failed"),
        millis(row, "median"),
        millis(row, "slow"),
        Columns.instantOrNull(row, "last"),
        Columns.flag(row, "last_failed"),
        Columns.count(row, "queued"));
  }

  private static @Nullable Duration millis(Readable row, String column) {
    Double millis = row.get(column, Double.class);
    return millis == null ? null : Duration.ofMillis(Math.round(millis));
  }
}
