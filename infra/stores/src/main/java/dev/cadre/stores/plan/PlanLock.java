package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import java.util.Optional;
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
    return status(client, "select plan_share($1) as status", plan);
  }

  /** Takes the lock alone until the end of the transaction; else as {@link #share}. */
  public static Mono<PlanStatus> take(DatabaseClient client, PlanId plan) {
    return status(client, "select plan_take($1) as status", plan);
  }

  private static Mono<PlanStatus> status(DatabaseClient client, String sql, PlanId plan) {
    return Sql.of(client, sql, plan.value())
        .map(row -> Optional.ofNullable(row.get("status", String.class)).map(PlanStatus::valueOf))
        .one()
        .flatMap(Mono::justOrEmpty);
  }
}
