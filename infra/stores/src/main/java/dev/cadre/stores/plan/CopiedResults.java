package dev.cadre.stores.plan;

import dev.cadre.stores.event.NewEvents;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.step.ResultRows;
import dev.cadre.stores.step.ResultRows.NewResult;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Results of one plan taken over by another, under its own key; in the caller's transaction. */
final class CopiedResults {

  private final DatabaseClient client;
  private final Submission submission;
  private final ScopeKey key;
  private final ScopeKey origin;
  private final Instant now;

  private record Found(String step, @Nullable Object value, @Nullable String pickedFrom) {}

  CopiedResults(
      DatabaseClient client, Submission submission, ScopeKey key, ScopeKey origin, Instant now) {
    this.client = client;
    this.submission = submission;
    this.key = key;
    this.origin = origin;
    this.now = now;
  }

  /** Of each step that is to be kept and has COMPLETED in the origin, the latest result. */
  Mono<Void> write(Submission.Redone redone) {
    NewEvents events = new NewEvents();
    ResultRows rows = new ResultRows(client, submission.tenant(), submission.id(), key);
    return Sql.of(
            client,
            """
            select step_id from step
            where plan_id = $1 and state = 'COMPLETED' and container is null and step_id = any($2)
            order by ordinal\
            """,
            redone.origin().value(),
            redone.kept().toArray(String[]::new))
        .map(row -> Columns.text(row, "step_id"))
        .all()
        .collectList()
        .flatMapIterable(steps -> steps)
        // One at a time: each may be of some megabytes.
        .concatMap(step -> found(redone, step))
        .concatMap(found -> rows.commit(copy(found), events, now))
        .then(Mono.defer(() -> events.write(client, submission.tenant(), submission.id(), key)));
  }

  private Mono<Found> found(Submission.Redone redone, String step) {
    return Sql.of(
            client,
            """
            select s.step_id, r.value, r.picked_from, b.content
            from step s
              join step_result r on r.plan_id = s.plan_id and r.step_id = s.step_id
                and r.occurrence = s.occurrence
              left join blob b on b.id = r.blob_id
            where s.plan_id = $1 and s.step_id = $2 and s.scope = 0\
            """,
            redone.origin().value(),
            step)
        .map(this::open)
        .one();
  }

  private Found open(Readable row) {
    byte[] inline = row.get("value", byte[].class);
    String json =
        inline == null
            ? origin.openText(Places.BLOB_CONTENT, Columns.bytes(row, "content"))
            : origin.openText(Places.STEP_RESULT_VALUE, inline);
    return new Found(
        Columns.text(row, "step_id"), OpenValues.tree(json), row.get("picked_from", String.class));
  }

  private static NewResult copy(Found found) {
    return new NewResult(found.step(), 1, null, "copied", null, found.value(), found.pickedFrom());
  }
}
