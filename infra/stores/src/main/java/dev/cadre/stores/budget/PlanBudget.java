package dev.cadre.stores.budget;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A plan's budget, inside the caller's transaction. A plan without a row may spend what it likes.
 */
public final class PlanBudget {

  private final DatabaseClient client;
  private final PlanId plan;
  private final List<Change> changes = new ArrayList<>();

  /** What a reservation becomes. */
  private record Change(BigDecimal reserved, BigDecimal spent) {}

  public PlanBudget(DatabaseClient client, PlanId plan) {
    this.client = client;
    this.plan = plan;
  }

  /** Reserves, if settled + reserved + amount stays within the limit. */
  public Mono<Boolean> reserve(BigDecimal amount) {
    return Sql.of(client, "select budget_reserve($1, $2) as it", plan.value(), amount)
        .map(row -> Columns.flag(row, "it"))
        .one();
  }

  /** Turns a reservation into what was really spent, when {@link #flush} is called. */
  public void settle(BigDecimal reserved, BigDecimal spent) {
    changes.add(new Change(reserved, spent));
  }

  /**
   * Writes what was settled. After the rests of targets are written: who begins takes those first,
   * so that none waits for the other.
   */
  public Mono<Void> flush() {
    return Flux.fromIterable(changes)
        .concatMap(change ->
            Sql.of(
                    client,
                    "select budget_settle($1, $2, $3)",
                    plan.value(),
                    change.reserved(),
                    change.spent())
                .then())
        .then();
  }
}
