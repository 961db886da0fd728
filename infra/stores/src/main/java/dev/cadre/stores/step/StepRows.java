package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The rows that say where steps stand, in the caller's transaction. A step inside a container has
 * one for each instance, made when it is first written. Within one row an occurrence only follows
 * an earlier one.
 */
public final class StepRows {

  private final DatabaseClient client;
  private final UUID plan;

  public StepRows(DatabaseClient client, PlanId plan) {
    this.client = client;
    this.plan = plan.value();
  }

  /** The number of the row's scope; 0 in the plan's own graph. */
  public static int scope(@Nullable Frame frame) {
    return frame == null ? 0 : frame.scope();
  }

  /** Which item, turn or subplan an event is about; null in the plan's own graph. */
  public static @Nullable Integer item(@Nullable Frame frame) {
    return frame == null ? null : frame.index();
  }

  /** Makes an instance's row, unless it stands. */
  public Mono<Void> ensure(String step, @Nullable Frame frame) {
    if (frame == null) {
      return Mono.empty();
    }
    return Sql.of(
            client,
            "select step_ensure($1, $2, $3, $4, $5, $6)",
            plan,
            step,
            frame.scope(),
            frame.step(),
            frame.occurrence(),
            frame.index())
        .then();
  }

  /** An occurrence is at work; false when that is written already, or it has gone on. */
  Mono<Boolean> started(String step, int occurrence, @Nullable Frame frame, Instant at) {
    return ensure(step, frame)
        .then(
            is(
                "select step_started($1, $2, $3, $4, $5) as it",
                plan,
                step,
                scope(frame),
                occurrence,
                Sql.time(at)));
  }

  /** An occurrence has its result. */
  Mono<Void> completed(String step, int occurrence, @Nullable Frame frame, Instant at) {
    return Sql.of(
            client,
            "select step_completed($1, $2, $3, $4, $5)",
            plan,
            step,
            scope(frame),
            occurrence,
            Sql.time(at))
        .then();
  }

  /** Whether this occurrence of the step still waits for its result; takes the row. */
  Mono<Boolean> awaited(String step, int occurrence, @Nullable Frame frame) {
    return ensure(step, frame)
        .then(
            is("select step_awaited($1, $2, $3, $4) as it", plan, step, scope(frame), occurrence));
  }

  private Mono<Boolean> is(String sql, Object... values) {
    return Sql.of(client, sql, values).map(row -> Columns.flag(row, "it")).one();
  }
}
