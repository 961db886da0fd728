package dev.cadre.stores.plan;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.ResultRows.NewResult;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** What containers bind and yield. Every method is one transaction and may be repeated. */
public final class Containers {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  public Containers(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Keeps what a container binds, unless it stands, and finds what was done before.
   *
   * @param items the items of a map, or the input of a subplan alone; none of a loop
   * @param numbers how many instances it may have
   * @return empty when the plan has ended
   */
  public Mono<Entered> enter(
      EnterContainer container, List<? extends @Nullable Object> items, int numbers) {
    return keys.of(container.plan())
        .flatMap(key ->
            postgres.inTenant(
                container.tenant(),
                client ->
                    PlanLock.share(client, container.plan())
                        .filter(status -> !status.terminal())
                        .flatMap(open -> enter(client, key, container, items, numbers))));
  }

  private static Mono<Entered> enter(
      DatabaseClient client,
      ScopeKey key,
      EnterContainer container,
      List<? extends @Nullable Object> items,
      int numbers) {
    ItemRows rows = new ItemRows(client, container, key);
    return rows.write(items)
        .then(rows.takeOver())
        .then(new InstanceNumbers(client, container).base(numbers))
        .flatMap(base -> rows.begun().map(begun -> new Entered(items.size(), base, begun)));
  }

  /**
   * How many bytes the outputs of these occurrences of a step have together.
   *
   * @param occurrences of a nested step
   */
  public Mono<Long> size(TenantId tenant, PlanId plan, String step, List<Integer> occurrences) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    select coalesce(sum(size), 0) as size from step_result
                    where plan_id = $1 and step_id = $2 and occurrence = any($3)\
                    """,
                    plan.value(),
                    step,
                    occurrences.toArray(Integer[]::new))
                .map(row -> Columns.count(row, "size"))
                .one());
  }

  /**
   * Commits a container's output, unless a result stands already.
   *
   * @param kind map, loop or subplan
   * @return the result that stands; empty when the plan or the step has ended without one
   */
  public Mono<AttemptResult> leave(
      LeaveContainer container, List<Frame> around, String kind, @Nullable Object output) {
    Instant now = clock.instant();
    var result =
        new NewResult(
            container.step(), container.occurrence(), Frame.last(around), kind, null, output, null);
    return keys.of(container.plan())
        .flatMap(key ->
            postgres.inTenant(
                container.tenant(),
                client ->
                    PlanBookStore.commit(
                        client, key, container.tenant(), container.plan(), result, now)));
  }
}
