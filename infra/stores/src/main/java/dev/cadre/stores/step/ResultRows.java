package dev.cadre.stores.step;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Results and the step's row, in the caller's transaction: one result a (plan, step, occurrence),
 * and only the transaction that inserts it moves the step and tells.
 */
public final class ResultRows {

  private final DatabaseClient client;
  private final TenantId tenant;
  private final PlanId plan;
  private final ScopeKey key;
  private final StepRows steps;

  /**
   * A result to be committed.
   *
   * @param frame the instance that the step belongs to; null in the plan's own graph
   * @param origin attempt, aggregate, choice, gate, wait, map, loop, subplan, edited or copied
   * @param pickedFrom the step whose output was picked
   */
  public record NewResult(
      String step,
      int occurrence,
      @Nullable Frame frame,
      String origin,
      @Nullable String attempt,
      @Nullable Object value,
      @Nullable String pickedFrom) {}

  public ResultRows(DatabaseClient client, TenantId tenant, PlanId plan, ScopeKey key) {
    this.client = client;
    this.tenant = tenant;
    this.plan = plan;
    this.key = key;
    this.steps = new StepRows(client, plan);
  }

  /** The result that stands. */
  public Mono<AttemptResult> find(String step, int occurrence) {
    return Sql.of(
            client,
            """
            select value, blob_id, sha256, size, picked_from from step_result
            where plan_id = $1 and step_id = $2 and occurrence = $3\
            """,
            plan.value(),
            step,
            occurrence)
        .map(row -> new AttemptResult(output(row, key), row.get("picked_from", String.class)))
        .one();
  }

  /** A result's row as an output. */
  public static Output output(Readable row, ScopeKey key) {
    byte[] value = row.get("value", byte[].class);
    UUID blob = row.get("blob_id", UUID.class);
    return new Output(
        value == null ? null : StoredValue.tree(key.open(Places.STEP_RESULT_VALUE, value)),
        blob == null ? null : blob.toString(),
        Columns.text(row, "sha256"),
        Columns.count(row, "size"));
  }

  /**
   * Commits a result, if none stands and the step has not gone on without it; then the step is
   * COMPLETED, and {@code events} tell it.
   *
   * @return empty when this one lost
   */
  public Mono<Optional<AttemptResult>> commit(NewResult result, NewEvents events, Instant at) {
    return steps
        .awaited(result.step(), result.occurrence(), result.frame())
        .flatMap(awaited -> awaited ? insert(result, events, at) : Mono.just(Optional.empty()));
  }

  private Mono<Optional<AttemptResult>> insert(NewResult result, NewEvents events, Instant at) {
    StoredValue value = StoredValue.of(result.value());
    Mono<Optional<String>> blob =
        value.large()
            ? PostgresBlobs.put(client, tenant, plan, key, "result", value).map(Optional::of)
            : Mono.just(Optional.empty());
    return blob.flatMap(id ->
        insert(result, value, id.orElse(null))
            .flatMap(inserted ->
                inserted
                    ? completed(result, value.output(id.orElse(null)), events, at)
                    : drop(id)));
  }

  private Mono<Boolean> insert(NewResult result, StoredValue value, @Nullable String blob) {
    return Sql.of(
            client,
            """
            insert into step_result (tenant_id, plan_id, step_id, occurrence, origin, attempt_key,
                                     picked_from, sha256, size, value, blob_id)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict do nothing\
            """,
            tenant.value(),
            plan.value(),
            result.step(),
            result.occurrence(),
            result.origin(),
            Sql.orNull(result.attempt(), String.class),
            Sql.orNull(result.pickedFrom(), String.class),
            value.sha256(),
            value.size(),
            Sql.orNull(
                blob == null ? key.seal(Places.STEP_RESULT_VALUE, value.bytes()) : null,
                byte[].class),
            Sql.orNull(blob == null ? null : UUID.fromString(blob), UUID.class))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  private Mono<Optional<AttemptResult>> completed(
      NewResult result, Output output, NewEvents events, Instant at) {
    tell(events, result, output, at);
    return steps
        .completed(result.step(), result.occurrence(), result.frame(), at)
        .thenReturn(Optional.of(new AttemptResult(output, result.pickedFrom())));
  }

  /** The event of a result that is committed. */
  static void tell(NewEvents events, NewResult result, Output output, Instant at) {
    events.add(
        "step.completed",
        result.step(),
        at,
        "occurrence",
        result.occurrence(),
        "origin",
        result.origin(),
        "attempt",
        result.attempt(),
        "pickedFrom",
        result.pickedFrom(),
        "sha256",
        output.sha256(),
        "size",
        output.size(),
        "item",
        StepRows.item(result.frame()));
  }

  private Mono<Optional<AttemptResult>> drop(Optional<String> blob) {
    return blob.map(
            id -> Sql.of(client, "delete from blob where id = $1", UUID.fromString(id)).then())
        .orElse(Mono.empty())
        .thenReturn(Optional.empty());
  }
}
