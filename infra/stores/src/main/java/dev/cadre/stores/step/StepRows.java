package dev.cadre.stores.step;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.StepState;
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
            """
            insert into step (tenant_id, plan_id, step_id, scope, ordinal, kind, occurrence,
                              container, container_occurrence, item)
            select tenant_id, plan_id, step_id, $3, ordinal, kind, 0, $4, $5, $6
            from step where plan_id = $1 and step_id = $2 and scope = 0
            on conflict do nothing\
            """,
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
            Sql.of(
                    client,
                    """
                    update step set state = 'RUNNING', occurrence = $4, reason = null,
                      message = null, finished_at = null,
                      started_at = case when occurrence = $4 then coalesce(started_at, $5)
                        else $5 end
                    where plan_id = $1 and step_id = $2 and scope = $3
                      and (occurrence < $4
                           or (occurrence = $4 and state in ('PENDING', 'READY', 'WAITING')))\
                    """,
                    plan,
                    step,
                    scope(frame),
                    occurrence,
                    Sql.time(at))
                .fetch()
                .rowsUpdated())
        .map(rows -> rows == 1);
  }

  /** An occurrence has its result. */
  Mono<Void> completed(String step, int occurrence, @Nullable Frame frame, Instant at) {
    return Sql.of(
            client,
            """
            update step set state = 'COMPLETED', occurrence = $4, reason = null, message = null,
              started_at = case when occurrence = $4 then coalesce(started_at, $5) else $5 end,
              finished_at = $5
            where plan_id = $1 and step_id = $2 and scope = $3 and occurrence <= $4\
            """,
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
            Sql.of(
                    client,
                    """
                    select occurrence, state from step
                    where plan_id = $1 and step_id = $2 and scope = $3 for update\
                    """,
                    plan,
                    step,
                    scope(frame))
                .map(row -> {
                  int current = Columns.number(row, "occurrence");
                  StepState state = StepState.valueOf(Columns.text(row, "state"));
                  return occurrence > current || (occurrence == current && !state.terminal());
                })
                .one())
        .defaultIfEmpty(false);
  }
}
