package dev.cadre.stores.plan;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import io.r2dbc.spi.Readable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * What an earlier run left of the steps of a plan that is tried again, in the caller's transaction.
 */
final class LeftRows {

  /**
   * Of a step {@code s}: it ended without a result after calls of its occurrence, or of what it
   * holds.
   */
  static final String CALLED_IN_VAIN =
      """
      s.state = 'SKIPPED' and (s.inner_occurrence = s.occurrence or exists (select 1 from attempt a
        where a.plan_id = s.plan_id and a.step_id = s.step_id and a.occurrence = s.occurrence))\
      """;

  /**
   * Of a container {@code s}: the occurrence whose instances stand; null where there are none, as
   * after a reviewer has reopened it. What was not entered since the run was opened leaves those of
   * before, be it as the occurrence that the opening left, or as the next one of an instance's step
   * ({@link dev.cadre.workflows.plan.Instances#MOST} more).
   */
  private static final String KEPT =
      """
      case when s.inner_occurrence = s.occurrence then s.occurrence
        when s.occurrence - s.left_occurrence in (0, 16777216) then s.kept_from end\
      """;

  /** The columns of a step {@code s} that say what only a {@link PriorStep} of a later run says. */
  static final String TOLD =
      """
      case when s.scope > 0 and s.left_occurrence = s.occurrence and s.state <> 'COMPLETED'
        then true end as was_left, nullif(%s, s.occurrence) as kept\
      """
          .formatted(KEPT);

  private final DatabaseClient client;

  LeftRows(DatabaseClient client) {
    this.client = client;
  }

  /** A step as it was left; without its value: of thousands they would not fit into the history. */
  static PriorStep step(Readable row) {
    String sha256 = row.get("sha256", String.class);
    return new PriorStep(
        Columns.text(row, "step_id"),
        Columns.number(row, "occurrence"),
        StepState.valueOf(Columns.text(row, "state")),
        row.get("reason", String.class),
        sha256 == null ? null : Output.kept(sha256, Columns.count(row, "size")),
        row.get("was_left", Boolean.class),
        row.get("kept", Integer.class));
  }

  /** A run is opened: what an earlier one ended without a result gets its chance anew. */
  Mono<Void> open(StartPlan start) {
    return start.run() == 1 ? Mono.empty() : backToTheStart(start).then(mark(start));
  }

  /** Shows the plan's own steps as {@code PlanState} restores them. */
  private Mono<Void> backToTheStart(StartPlan start) {
    return Sql.of(
            client,
            """
            update step s set state = 'PENDING', reason = null, message = null,
              started_at = null, finished_at = null,
              occurrence = s.occurrence + n.more, left_occurrence = s.occurrence + n.more,
              kept_from = %s
            from (
              select s.step_id, case when s.state in ('FAILED', 'CANCELLED') or (%s)
                then 1 else 0 end as more
              from step s where s.plan_id = $1 and s.container is null
            ) n
            where s.plan_id = $1 and s.container is null and s.state <> 'COMPLETED'
              and n.step_id = s.step_id\
            """
                .formatted(KEPT, CALLED_IN_VAIN),
            start.plan().value())
        .then();
  }

  /**
   * Marks the steps of instances, which stay as they are until they begin anew: that is a new
   * occurrence, and takes the mark away.
   */
  private Mono<Void> mark(StartPlan start) {
    return Sql.of(
            client,
            """
            update step s set left_occurrence = s.occurrence, kept_from = %s
            where s.plan_id = $1 and s.scope > 0 and s.state <> 'COMPLETED'\
            """
                .formatted(KEPT),
            start.plan().value())
        .then();
  }
}
