package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.plan.PlanId;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Whether who submitted a plan may still have its steps done. */
enum RequesterRight {
  MAY,
  /** The account is disabled, or may not submit plans any more. */
  FORBIDDEN,
  /** The tenant starts nothing now. */
  SUSPENDED;

  /** The roles that may submit plans. */
  static String[] roles() {
    return Role.holding(Permission.PLAN_SUBMIT).toArray(String[]::new);
  }

  static Mono<RequesterRight> of(DatabaseClient client, PlanId plan) {
    return Sql.of(client, "select requester_right($1, $2) as it", plan.value(), roles())
        .map(row -> valueOf(Columns.text(row, "it")))
        .one();
  }
}
