package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Orders a plan's end against everything else that writes to it: steps share the lock, the end
 * takes it alone, so nothing is committed after the end. It is an advisory lock and not the plan's
 * row, because numbering of events holds the row and no step's commit shall wait for that.
 */
public final class PlanLock {

  private PlanLock() {}

  /**
   * Shares the lock until the end of the transaction and tells where the plan stands; empty when
   * there is no such plan.
   */
  public static Mono<PlanStatus> share(DatabaseClient client, PlanId plan) {
    // The status is read by a statement of its own: one that waits for a lock still sees what stood
    // when it began.
    return Sql.of(
            client, "select pg_advisory_xact_lock_shared(hashtextextended($1, 0))", name(plan))
        .then()
        .then(status(client, plan));
  }

  /** Takes the lock alone until the end of the transaction. */
  public static Mono<PlanStatus> take(DatabaseClient client, PlanId plan) {
    return Sql.of(client, "select pg_advisory_xact_lock(hashtextextended($1, 0))", name(plan))
        .then()
        .then(status(client, plan));
  }

  private static Mono<PlanStatus> status(DatabaseClient client, PlanId plan) {
    return Sql.of(client, "select status from plan where id = $1", plan.value())
        .map(row -> PlanStatus.valueOf(Columns.text(row, "status")))
        .one();
  }

  private static String name(PlanId plan) {
    return "plan/" + plan;
  }
}
