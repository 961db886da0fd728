package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.Said;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The rows that a run is opened from, in the caller's transaction. */
final class OpeningRows {

  /** Place of the sealed snapshot: JSON of a {@link PlanSnapshot}. */
  static final String SNAPSHOT = "plan.snapshot";

  private final DatabaseClient client;
  private final ScopeKey key;

  OpeningRows(DatabaseClient client, ScopeKey key) {
    this.client = client;
    this.key = key;
  }

  Mono<Opening> read(StartPlan start) {
    return stored(start)
        .flatMap(stored ->
            stored.begunBefore()
                ? prior(start)
                    .flatMap(left -> said(start).map(said -> stored.opening().after(left, said)))
                : Mono.just(stored.opening()));
  }

  /** Where the same run goes on, the workflow knows. */
  private Mono<List<Said>> said(StartPlan start) {
    return start.goesOn() || start.run() == 1
        ? Mono.just(List.of())
        : new SaidRows(client, key).of(start.plan());
  }

  /**
   * What stands in the plan's own row.
   *
   * @param begunBefore whether steps may have left something, which {@code opening} does not hold
   */
  record Stored(Opening opening, boolean begunBefore) {

    /** Whether nothing was ever opened. */
    boolean fresh() {
      return !begunBefore && opening.stored() == null;
    }
  }

  /** As one statement, which may also stand alone. */
  Mono<Stored> stored(StartPlan start) {
    return Sql.of(
            client,
            "select * from plan_opening($1, $2)",
            start.tenant().value(),
            start.plan().value())
        .map(row -> new Stored(opening(row, start.run()), begunBefore(row, start)))
        .one();
  }

  private static boolean begunBefore(Readable row, StartPlan start) {
    return start.goesOn()
        || Columns.number(row, "run") > 1
        || row.get("redo_of", UUID.class) != null;
  }

  private Opening opening(Readable row, int run) {
    return new Opening(
        Json.read(key.open(Places.PLAN_DEFINITION, Columns.bytes(row, "definition")), Plan.class),
        Columns.text(row, "requester"),
        Json.read(key.open(Places.PLAN_INPUT, Columns.bytes(row, "input")), Output.class),
        Columns.flag(row, "asserted_decisions"),
        List.of(),
        List.of(),
        stored(row, run));
  }

  private @Nullable PlanSnapshot stored(Readable row, int run) {
    Integer fixed = row.get("snapshot_run", Integer.class);
    byte[] snapshot = row.get("snapshot", byte[].class);
    return fixed == null || fixed != run || snapshot == null
        ? null
        : Json.read(key.open(SNAPSHOT, snapshot), PlanSnapshot.class);
  }

  /**
   * What earlier runs left, or what was copied from the plan that this one redoes. A step that was
   * skipped after calls counts as failed: its next calls need new keys.
   */
  private Mono<List<PriorStep>> prior(StartPlan start) {
    return Sql.of(
            client,
            """
            select s.step_id, s.occurrence, s.reason, r.sha256, r.size,
              case when not $2 and %s then 'FAILED' else s.state end as state, %s
            from step s join plan p on p.id = s.plan_id
              left join step_result r on r.plan_id = s.plan_id
                and r.step_id = s.step_id and r.occurrence = s.occurrence
            where s.plan_id = $1 and s.container is null
              and ($2 or p.run > 1 or p.redo_of is not null)
            order by s.ordinal\
            """
                .formatted(LeftRows.CALLED_IN_VAIN, LeftRows.TOLD),
            start.plan().value(),
            start.goesOn())
        .map(LeftRows::step)
        .all()
        .collectList();
  }

  Mono<PlanSnapshot> fix(StartPlan start, PlanSnapshot snapshot, Instant now) {
    return PlanLock.share(client, start.plan())
        .filter(status -> !status.terminal())
        .flatMap(open -> write(start, snapshot, now))
        .filter(rows -> rows == 1)
        .flatMap(written -> new LeftRows(client).open(start).thenReturn(written))
        .flatMap(written ->
            started(start, now)
                .write(client, start.tenant(), start.plan(), key)
                .thenReturn(snapshot))
        .switchIfEmpty(Mono.defer(() -> standing(start, snapshot)));
  }

  /** What is told of it. */
  static NewEvents started(StartPlan start, Instant now) {
    return new NewEvents()
        .add("plan.started", null, now, "status", PlanStatus.RUNNING.name(), "run", start.run());
  }

  private Mono<Long> write(StartPlan start, PlanSnapshot snapshot, Instant now) {
    return Sql.of(
            client,
            """
            update plan set snapshot = $3, snapshot_run = $2, status = 'RUNNING',
              started_at = coalesce(started_at, $4), finished_at = null
            where id = $1 and run = $2 and snapshot_run is distinct from $2\
            """,
            start.plan().value(),
            start.run(),
            key.seal(SNAPSHOT, Json.bytes(snapshot)),
            Sql.time(now))
        .fetch()
        .rowsUpdated();
  }

  /** Another was first, or the plan has ended before its first step: its end will say so. */
  private Mono<PlanSnapshot> standing(StartPlan start, PlanSnapshot given) {
    return read(start)
        .map(opening -> {
          PlanSnapshot stored = opening.stored();
          return stored == null ? given : stored;
        });
  }
}
