package dev.cadre.stores.event;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The event log of each plan. Rows come without a number; a short transaction under the plan's row
 * lock numbers them, and only numbered rows are read.
 */
public final class Events {

  /** The types after which a run of a plan says no more. */
  public static final Set<String> TERMINAL =
      Set.of("plan.completed", "plan.failed", "plan.cancelled");

  private final Postgres postgres;
  private final ScopeKeys keys;

  /** A numbered event. */
  public record Event(
      long seq, Instant at, String type, @Nullable String step, Map<String, Object> data) {

    public boolean terminal() {
      return TERMINAL.contains(type);
    }
  }

  /**
   * Some events in order.
   *
   * @param last the number of the plan's newest event
   * @param ended whether that newest event ends the plan
   */
  public record Page(List<Event> items, long last, boolean ended) {

    public Page {
      items = List.copyOf(items);
    }
  }

  private record Row(long seq, Instant at, String type, @Nullable String step, Sealed data) {}

  private record Head(long last, boolean ended, List<Row> rows) {}

  public Events(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** Events with a number over {@code after}, at most {@code limit}; empty when no such plan is. */
  public Mono<Page> after(TenantId tenant, PlanId plan, long after, int limit) {
    return number(tenant, plan)
        .then(postgres.inTenant(tenant, client -> head(client, plan, after, limit)))
        .flatMap(head -> opened(plan, head));
  }

  private Mono<Page> opened(PlanId plan, Head head) {
    if (head.rows().isEmpty()) {
      return Mono.just(new Page(List.of(), head.last(), head.ended()));
    }
    return keys.of(plan)
        .map(key ->
            new Page(
                head.rows().stream().map(row -> open(row, key)).toList(),
                head.last(),
                head.ended()));
  }

  private static Event open(Row row, ScopeKey key) {
    Map<String, Object> data = Json.object(row.data().open(key, Places.EVENT_DATA));
    return new Event(row.seq(), row.at(), row.type(), row.step(), data);
  }

  private static Mono<Head> head(DatabaseClient client, PlanId plan, long after, int limit) {
    return client
        .sql(
            """
            select p.last_seq, coalesce((select e.type from plan_event e
              where e.plan_id = p.id and e.seq = p.last_seq), '') as newest
            from plan p where p.id = $1\
            """)
        .bind(0, plan.value())
        .map(row -> Map.entry(Columns.count(row, "last_seq"), Columns.text(row, "newest")))
        .one()
        .flatMap(newest ->
            rows(client, plan, after, newest.getKey(), limit)
                .map(
                    rows -> new Head(newest.getKey(), TERMINAL.contains(newest.getValue()), rows)));
  }

  private static Mono<List<Row>> rows(
      DatabaseClient client, PlanId plan, long after, long last, int limit) {
    return client
        .sql(
            """
            select seq, at, type, step_id, data from plan_event
            where plan_id = $1 and seq > $2 and seq <= $3 order by seq limit $4\
            """)
        .bind(0, plan.value())
        .bind(1, after)
        .bind(2, last)
        .bind(3, limit)
        .map(row ->
            new Row(
                Columns.count(row, "seq"),
                Columns.instant(row, "at"),
                Columns.text(row, "type"),
                row.get("step_id", String.class),
                Sealed.in(row, "data")))
        .all()
        .collectList();
  }

  /** Numbers what is not yet numbered. */
  public Mono<Void> number(TenantId tenant, PlanId plan) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql(
                    """
                    select exists (
                      select 1 from plan_event where plan_id = $1 and seq is null) as unnumbered\
                    """)
                .bind(0, plan.value())
                .map(row -> Columns.flag(row, "unnumbered"))
                .one()
                .flatMap(some -> some ? numberLocked(client, plan) : Mono.empty()));
  }

  /**
   * Two statements: the second one's snapshot is taken when the lock is held, so it cannot number a
   * row that another transaction has just numbered.
   */
  private static Mono<Void> numberLocked(DatabaseClient client, PlanId plan) {
    return client
        .sql("select last_seq from plan where id = $1 for no key update")
        .bind(0, plan.value())
        .fetch()
        .one()
        .then(
            client
                .sql(
                    """
                    with fresh as (
                      select id, row_number() over (order by id) as place from plan_event
                      where plan_id = $1 and seq is null),
                    numbered as (
                      update plan_event e set seq = p.last_seq + f.place from fresh f, plan p
                      where e.id = f.id and p.id = $1 returning e.seq)
                    update plan set last_seq = (select max(seq) from numbered)
                    where id = $1 and exists (select 1 from numbered)\
                    """)
                .bind(0, plan.value())
                .then());
  }
}
