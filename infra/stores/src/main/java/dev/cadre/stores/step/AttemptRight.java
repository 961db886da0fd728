package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Whether an attempt may call now. */
enum AttemptRight {
  MAY,
  /** The requester's account is disabled, or may not submit plans any more. */
  FORBIDDEN,
  /** The tenant starts nothing now. */
  SUSPENDED,
  /** The step's agent is not active in the tenant. */
  INACTIVE,
  /** The step's agent has reached its limit for this month. */
  PAUSED,
  /** Open calls of the step's agent may use up its limit; soon they have not. */
  BUSY;

  /** The roles that may submit plans. */
  static String[] roles() {
    return Role.holding(Permission.PLAN_SUBMIT).toArray(String[]::new);
  }

  static Mono<AttemptRight> of(DatabaseClient client, Attempt attempt) {
    return Sql.of(
            client,
            "select attempt_right($1, $2, $3, $4) as it",
            attempt.key().plan().value(),
            attempt.key().step(),
            roles(),
            attempt.worstCase())
        .map(row -> valueOf(Columns.text(row, "it")))
        .one();
  }
}
