package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.gate.GateRows;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.OpenAttempts;
import dev.cadre.stores.step.PostgresBlobs;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.Output;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The rows of a plan's end, in the caller's transaction, under the plan's lock. */
final class ClosingRows {

  private final DatabaseClient client;
  private final ClosePlan close;
  private final ScopeKey key;
  private final Instant now;
  private final NewEvents events = new NewEvents();

  /**
   * What the end ends.
   *
   * @param gate null for a step
   */
  private record Left(@Nullable UUID gate, String step, int occurrence, @Nullable Integer item) {}

  ClosingRows(DatabaseClient client, ClosePlan close, ScopeKey key, Instant now) {
    this.client = client;
    this.close = close;
    this.key = key;
    this.now = now;
  }

  /** The end that stands; empty when the plan has not ended. */
  Mono<PlanEnd> standing() {
    return Sql.of(
            client,
            "select status, reason, failed_step from plan where id = $1",
            close.plan().value())
        .map(row ->
            new PlanEnd(
                PlanStatus.valueOf(Columns.text(row, "status")),
                row.get("reason", String.class),
                row.get("failed_step", String.class)))
        .one()
        .filter(end -> end.status().terminal());
  }

  Mono<PlanEnd> close(@Nullable Object result) {
    Mono<byte[]> sealed =
        close.status() == PlanStatus.COMPLETED
            ? output(result).map(output -> key.seal(Places.PLAN_RESULT, Json.bytes(output)))
            : Mono.empty();
    return sealed
        .map(bytes -> (Object) bytes)
        .defaultIfEmpty(Sql.orNull(null, byte[].class))
        .flatMap(this::end)
        .flatMap(rows -> rows == 1 ? ended() : standing());
  }

  private Mono<PlanEnd> ended() {
    var open = new OpenAttempts(client, close.tenant(), close.plan(), key, now);
    return open.giveUp()
        .then(parts())
        .then(settleTests())
        .then(open.flush())
        .thenReturn(new PlanEnd(close.status(), close.reason(), close.step()));
  }

  /** The plan may have been the test of an agent. */
  private Mono<Void> settleTests() {
    return Sql.of(client, "select activations_settle()").then();
  }

  private Mono<Output> output(@Nullable Object result) {
    return PostgresBlobs.keep(client, close.tenant(), close.plan(), key, "plan_result", result);
  }

  private Mono<Long> end(Object result) {
    String message = close.message();
    return Sql.of(
            client,
            """
            update plan set status = $3, reason = $4, failed_step = $5, message = $6, result = $7,
              finished_at = $8
            where id = $1 and run = $2 and status not in ('COMPLETED', 'FAILED', 'CANCELLED')\
            """,
            close.plan().value(),
            close.run(),
            close.status().name(),
            Sql.orNull(close.reason(), String.class),
            Sql.orNull(close.step(), String.class),
            Sql.orNull(
                message == null ? null : key.sealText(Places.PLAN_MESSAGE, message), byte[].class),
            result,
            Sql.time(now))
        .fetch()
        .rowsUpdated();
  }

  /** Ends what is left, in one statement, and tells it. */
  private Mono<Void> parts() {
    return Sql.of(
            client,
            """
            with steps as (
              update step set state = 'CANCELLED', finished_at = $2
              where plan_id = $1 and state in ('PENDING', 'READY', 'RUNNING', 'WAITING')
                and (container is null or scope > 0)
              returning step_id, occurrence, item
            ), gates as (
              update gate set status = 'CLOSED', outcome = $3, closed_at = $2
              where plan_id = $1 and status = 'OPEN' returning id, step_id, occurrence, %s
            )
            select null::uuid as gate, step_id, occurrence, item from steps
            union all select id, step_id, occurrence, item from gates\
            """
                .formatted(GateRows.ITEM),
            close.plan().value(),
            Sql.time(now),
            GateOutcome.CANCELLED.name())
        .map(row ->
            new Left(
                row.get("gate", UUID.class),
                Columns.text(row, "step_id"),
                Columns.number(row, "occurrence"),
                row.get("item", Integer.class)))
        .all()
        .doOnNext(this::tell)
        .then(Mono.defer(this::tellEnd));
  }

  private void tell(Left left) {
    UUID gate = left.gate();
    if (gate == null) {
      events.add(
          "step.cancelled", left.step(), now, "occurrence", left.occurrence(), "item", left.item());
    } else {
      events.add(
          "gate.closed",
          left.step(),
          now,
          "gate",
          gate.toString(),
          "occurrence",
          left.occurrence(),
          "outcome",
          GateOutcome.CANCELLED.name(),
          "item",
          left.item());
    }
  }

  private Mono<Void> tellEnd() {
    return ended(events, close, now).write(client, close.tenant(), close.plan(), key);
  }

  /** Adds what is told of the end itself. */
  static NewEvents ended(NewEvents events, ClosePlan close, Instant now) {
    return events.add(
        "plan." + close.status().name().toLowerCase(Locale.ROOT),
        null,
        now,
        "status",
        close.status().name(),
        "reason",
        close.reason(),
        "step",
        close.step(),
        "message",
        close.message());
  }
}
