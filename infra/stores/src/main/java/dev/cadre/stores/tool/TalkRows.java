package dev.cadre.stores.tool;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** A talk's rows, in the caller's transaction: the first that is said at a place stands. */
public final class TalkRows {

  private final DatabaseClient client;
  private final TenantId tenant;
  private final ScopeKey key;

  public TalkRows(DatabaseClient client, TenantId tenant, ScopeKey key) {
    this.client = client;
    this.tenant = tenant;
    this.key = key;
  }

  /**
   * Writes what a model said.
   *
   * @return whether it was the first
   */
  public Mono<Boolean> write(AttemptKey attempt, ModelTurn turn, Instant at) {
    return write(attempt, Json.bytes(turn), false, at);
  }

  /**
   * Writes what a tool answered; a failure gives way to what a later try says.
   *
   * @return whether it stands now
   */
  public Mono<Boolean> write(AttemptKey attempt, ToolAnswer answer, Instant at) {
    return write(attempt, Json.bytes(answer), answer.failed(), at);
  }

  private Mono<Boolean> write(AttemptKey attempt, byte[] content, boolean failed, Instant at) {
    return Sql.of(
            client,
            """
            insert into talk (tenant_id, plan_id, step_id, occurrence, turn, call, attempt_key,
                              failed, content, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            on conflict (plan_id, step_id, occurrence, turn, call) do update
              set attempt_key = excluded.attempt_key, failed = excluded.failed,
                  content = excluded.content, created_at = excluded.created_at
              where talk.failed\
            """,
            tenant.value(),
            attempt.plan().value(),
            attempt.step(),
            attempt.occurrence(),
            attempt.turn(),
            attempt.call(),
            attempt.toString(),
            failed,
            key.seal(Places.TALK_CONTENT, content),
            Sql.time(at))
        .fetch()
        .rowsUpdated()
        .map(rows -> rows == 1);
  }

  /** What stands at the place of an attempt, as the workflow is told; a failure does not stand. */
  public Mono<AttemptResult> find(AttemptKey attempt) {
    return Sql.of(
            client,
            """
            select content from talk
            where plan_id = $1 and step_id = $2 and occurrence = $3 and turn = $4 and call = $5
              and not failed\
            """,
            attempt.plan().value(),
            attempt.step(),
            attempt.occurrence(),
            attempt.turn(),
            attempt.call())
        .map(row ->
            attempt.call() > 0
                ? AttemptResult.turn(List.of())
                : Json.read(content(row, key), ModelTurn.class).result())
        .one();
  }

  static byte[] content(Readable row, ScopeKey key) {
    return key.open(Places.TALK_CONTENT, Columns.bytes(row, "content"));
  }
}
