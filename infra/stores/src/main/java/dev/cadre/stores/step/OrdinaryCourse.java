package dev.cadre.stores.step;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.llm.CooldownRows;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Output;
import java.time.Instant;
import java.util.ArrayList;
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
    List<Object> values = identity(attempt);
    values.add(attempt.key().target());
    values.add(attempt.key().attempt());
    values.add(attempt.kind().word());
    values.add(attempt.provider());
    values.add(Sql.orNull(attempt.model(), String.class));
    values.add(attempt.fallback());
    values.add(attempt.worstCase());
    values.add(thatHold(attempt));
    place(attempt.frame(), values);
    values.add(Sql.time(now));
    values.addAll(new AttemptEvents(attempt, now).stepStarted().started(1).events.sealed(scopeKey));
    values.add(AttemptRight.roles());
    return postgres.done("attempt_begin", values);
  }

  private String[] thatHold(Attempt attempt) {
    String model = attempt.model();
    return model == null || attempt.probe()
        ? NONE
        : CooldownRows.thatHold(cooldown, attempt.provider(), model);
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
    List<Object> values = identity(attempt);
    values.add(call);
    bill(bill, values);
    String model = attempt.model();
    values.add(model == null ? NONE : CooldownRows.scopes(attempt.provider(), model));
    values.add(StepRows.scope(attempt.frame()));
    value(stored, blob, scopeKey, values);
    values.add(Sql.orNull(pickedFrom, String.class));
    values.add(Sql.time(now));
    values.addAll(told.events.sealed(scopeKey));
    return postgres
        .done("attempt_succeed", values)
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

  private static List<Object> identity(Attempt attempt) {
    AttemptKey key = attempt.key();
    return new ArrayList<>(
        List.of(
            attempt.tenant().value(),
            key.plan().value(),
            key.toString(),
            key.step(),
            key.occurrence()));
  }

  private static void place(@Nullable Frame frame, List<Object> values) {
    values.add(StepRows.scope(frame));
    values.add(Sql.orNull(frame == null ? null : frame.step(), String.class));
    values.add(Sql.orNull(frame == null ? null : frame.occurrence(), Integer.class));
    values.add(Sql.orNull(frame == null ? null : frame.index(), Integer.class));
  }

  private static void bill(Bill bill, List<Object> values) {
    values.add(Sql.orNull(bill.servedModel(), String.class));
    values.add(Sql.orNull(bill.httpStatus(), Integer.class));
    values.add(Sql.orNull(bill.inputTokens(), Long.class));
    values.add(Sql.orNull(bill.outputTokens(), Long.class));
    values.add(Sql.orNull(bill.cachedTokens(), Long.class));
    values.add(bill.costUsd());
  }

  private static void value(
      StoredValue stored, @Nullable UUID blob, ScopeKey scopeKey, List<Object> values) {
    String place = blob == null ? Places.STEP_RESULT_VALUE : Places.BLOB_CONTENT;
    byte[] sealed = scopeKey.seal(place, stored.bytes());
    values.add(stored.sha256());
    values.add(stored.size());
    values.add(Sql.orNull(blob == null ? sealed : null, byte[].class));
    values.add(Sql.orNull(blob, UUID.class));
    values.add(Sql.orNull(blob == null ? null : sealed, byte[].class));
  }
}
