package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownRows;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * What nearly every attempt does, in one statement before its call and one after it: functions of
 * the database that change nothing when anything is not ordinary. Then {@link Beginning} and {@link
 * Settling} are to be run, which know every course and write the same rows in this one.
 */
final class OrdinaryCourse {

  private static final String[] NONE = {};

  private final Postgres postgres;
  private final CooldownSettings cooldown;
  private final RecentValues recent;

  OrdinaryCourse(Postgres postgres, CooldownSettings cooldown, RecentValues recent) {
    this.postgres = postgres;
    this.cooldown = cooldown;
    this.recent = recent;
  }

  /** Whether the attempt has begun, with its first call. */
  Mono<Boolean> begin(Attempt attempt, ScopeKey scopeKey, Instant now) {
    AttemptKey key = attempt.key();
    Frame frame = attempt.frame();
    String model = attempt.model();
    List<byte[]> events =
        new AttemptEvents(attempt, now).stepStarted().started(1).events.sealed(scopeKey);
    return call(
        """
        select attempt_begin($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
                             $17, $18, $19, $20) as it\
        """,
        attempt.tenant().value(),
        key.plan().value(),
        key.toString(),
        key.step(),
        key.occurrence(),
        key.target(),
        key.attempt(),
        attempt.kind().word(),
        attempt.provider(),
        Sql.orNull(model, String.class),
        attempt.fallback(),
        attempt.worstCase(),
        model == null || attempt.probe()
            ? NONE
            : CooldownRows.thatHold(cooldown, attempt.provider(), model),
        StepRows.scope(frame),
        Sql.orNull(frame == null ? null : frame.step(), String.class),
        Sql.orNull(frame == null ? null : frame.occurrence(), Integer.class),
        Sql.orNull(frame == null ? null : frame.index(), Integer.class),
        Sql.time(now),
        events.getFirst(),
        events.getLast());
  }

  /** The result, if it was committed. */
  Mono<Optional<AttemptResult>> succeed(
      Attempt attempt,
      int call,
      Bill bill,
      @Nullable Object value,
      @Nullable String pickedFrom,
      ScopeKey scopeKey,
      Instant now) {
    StoredValue stored = StoredValue.of(value);
    UUID blob = stored.large() ? PostgresBlobs.newId() : null;
    Output output = stored.output(blob == null ? null : blob.toString());
    AttemptEvents told = new AttemptEvents(attempt, now).completed(call, bill);
    ResultRows.tell(told.events, told.result(null, pickedFrom), output, now);
    List<byte[]> events = told.events.sealed(scopeKey);
    return settle(attempt, call, bill, stored, blob, pickedFrom, scopeKey, now, events)
        .map(done -> {
          if (!done) {
            return Optional.empty();
          }
          remember(attempt, output.inline() ? output.value() : StoredValue.tree(stored.bytes()));
          return Optional.of(new AttemptResult(output, pickedFrom));
        });
  }

  /** The steps that follow read it, most often on this worker. */
  private void remember(Attempt attempt, @Nullable Object tree) {
    AttemptKey key = attempt.key();
    recent.put(
        new RecentValues.Place.Result(attempt.tenant(), key.plan(), key.step(), key.occurrence()),
        tree);
  }

  private Mono<Boolean> settle(
      Attempt attempt,
      int call,
      Bill bill,
      StoredValue stored,
      @Nullable UUID blob,
      @Nullable String pickedFrom,
      ScopeKey scopeKey,
      Instant now,
      List<byte[]> events) {
    String place = blob == null ? Places.STEP_RESULT_VALUE : Places.BLOB_CONTENT;
    byte[] sealed = scopeKey.seal(place, stored.bytes());
    String model = attempt.model();
    return call(
        """
        select attempt_succeed($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
                               $16, $17, $18, $19, $20, $21, $22, $23) as it\
        """,
        attempt.tenant().value(),
        attempt.key().plan().value(),
        attempt.key().toString(),
        attempt.key().step(),
        attempt.key().occurrence(),
        call,
        Sql.orNull(bill.servedModel(), String.class),
        Sql.orNull(bill.httpStatus(), Integer.class),
        Sql.orNull(bill.inputTokens(), Long.class),
        Sql.orNull(bill.outputTokens(), Long.class),
        Sql.orNull(bill.cachedTokens(), Long.class),
        bill.costUsd(),
        model == null ? NONE : CooldownRows.scopes(attempt.provider(), model),
        StepRows.scope(attempt.frame()),
        stored.sha256(),
        stored.size(),
        Sql.orNull(blob == null ? sealed : null, byte[].class),
        Sql.orNull(blob, UUID.class),
        Sql.orNull(blob == null ? null : sealed, byte[].class),
        Sql.orNull(pickedFrom, String.class),
        Sql.time(now),
        events.getFirst(),
        events.getLast());
  }

  private Mono<Boolean> call(String sql, Object... values) {
    return postgres.alone(
        client -> Sql.of(client, sql, values).map(row -> Columns.flag(row, "it")).one());
  }
}
