package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.StepRows;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.step.Frame;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The numbers of a container's instances, once for each occurrence; in the caller's transaction.
 */
final class InstanceNumbers {

  private final DatabaseClient client;
  private final EnterContainer container;
  private final @Nullable Frame frame;

  InstanceNumbers(DatabaseClient client, EnterContainer container) {
    this.client = client;
    this.container = container;
    this.frame = Frame.last(container.frames());
  }

  /** The number after which those of this occurrence begin. */
  Mono<Integer> base(int numbers) {
    return new StepRows(client, container.plan())
        .ensure(container.step(), frame)
        .then(Mono.defer(this::given))
        .switchIfEmpty(Mono.defer(() -> give(numbers)));
  }

  private Mono<Integer> given() {
    return Sql.of(
            client,
            """
            select inner_base from step where plan_id = $1 and step_id = $2 and scope = $3
              and inner_occurrence = $4\
            """,
            container.plan().value(),
            container.step(),
            StepRows.scope(frame),
            container.occurrence())
        .map(row -> Columns.number(row, "inner_base"))
        .one();
  }

  /** Another may be first: then its numbers stand, and these are left out. */
  private Mono<Integer> give(int numbers) {
    return Sql.of(
            client,
            """
            with taken as (
              update plan set last_scope = last_scope + $5 where id = $1
              returning last_scope - $5 as base
            )
            update step set inner_base = taken.base, inner_occurrence = $4 from taken
            where plan_id = $1 and step_id = $2 and scope = $3
              and inner_occurrence is distinct from $4\
            """,
            container.plan().value(),
            container.step(),
            StepRows.scope(frame),
            container.occurrence(),
            numbers)
        .then()
        .then(Mono.defer(this::given));
  }
}
