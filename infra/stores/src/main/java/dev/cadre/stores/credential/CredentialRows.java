package dev.cadre.stores.credential;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.credential.CredentialOutcome;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes credentials, in the caller's transaction. */
final class CredentialRows {

  private static final String SELECT =
      """
      select name, kind, fields, version, created_at, updated_at, last_used_at, tested_at,
        test_passed, test_message
      from credential\
      """;

  private CredentialRows() {}

  static Flux<CredentialRead> page(DatabaseClient client, ScopeKey key, String after, int size) {
    return Sql.of(client, SELECT + " where name > $1 order by name limit $2", after, size)
        .map(row -> read(row, key))
        .all();
  }

  static Mono<CredentialRead> one(DatabaseClient client, ScopeKey key, String name) {
    return Sql.of(client, SELECT + " where name = $1", name).map(row -> read(row, key)).one();
  }

  static Mono<OpenCredential> open(DatabaseClient client, ScopeKey key, String name) {
    return Sql.of(client, SELECT + " where name = $1", name)
        .map(row ->
            new OpenCredential(name, kind(row), Columns.number(row, "version"), fields(row, key)))
        .one();
  }

  static Mono<Void> insert(
      DatabaseClient client, TenantId tenant, ScopeKey key, NewCredential one, Instant now) {
    return Sql.of(
            client,
            """
            insert into credential (tenant_id, name, kind, fields, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $5)
            on conflict (tenant_id, name) do nothing\
            """,
            tenant.value(),
            one.name(),
            one.kind().name(),
            sealed(key, one),
            Sql.time(now))
        .fetch()
        .rowsUpdated()
        .flatMap(
            rows -> rows == 1 ? Mono.empty() : Mono.error(new ChangeRefused(Reason.NAME_TAKEN)));
  }

  /** Replaces this version; nothing is known of the new one's use and tests. */
  static Mono<Void> replace(
      DatabaseClient client, ScopeKey key, NewCredential one, int version, Instant now) {
    return Sql.of(
            client,
            """
            update credential
            set kind = $2, fields = $3, version = nextval('credential_version'), updated_at = $4,
              tested_at = null, test_passed = null, test_message = null
            where name = $1 and version = $5\
            """,
            one.name(),
            one.kind().name(),
            sealed(key, one),
            Sql.time(now),
            version)
        .fetch()
        .rowsUpdated()
        .flatMap(rows ->
            rows == 1 ? Mono.empty() : Mono.error(new ChangeRefused(Reason.VERSION_CONFLICT)));
  }

  static Mono<Void> delete(DatabaseClient client, String name) {
    return Sql.of(client, "delete from credential where name = $1", name).then();
  }

  /** Once a minute is enough to say that it is in use. */
  static Mono<Void> used(DatabaseClient client, String name, Instant now) {
    return Sql.of(
            client,
            """
            update credential set last_used_at = $2
            where name = $1 and (last_used_at is null or last_used_at < $2 - interval '1 minute')\
            """,
            name,
            Sql.time(now))
        .then();
  }

  static Mono<Void> tested(
      DatabaseClient client, String name, int version, CredentialOutcome outcome, Instant now) {
    return Sql.of(
            client,
            """
            update credential set tested_at = $3, test_passed = $4, test_message = $5
            where name = $1 and version = $2\
            """,
            name,
            version,
            Sql.time(now),
            outcome.passed(),
            outcome.message())
        .then();
  }

  private static byte[] sealed(ScopeKey key, NewCredential one) {
    return key.seal(Places.CREDENTIAL_FIELDS, Json.bytes(one.fields()));
  }

  private static Map<String, Object> fields(Readable row, ScopeKey key) {
    return Json.object(key.open(Places.CREDENTIAL_FIELDS, Columns.bytes(row, "fields")));
  }

  static CredentialKind kind(Readable row) {
    return CredentialKind.valueOf(Columns.text(row, "kind"));
  }

  private static CredentialRead read(Readable row, ScopeKey key) {
    CredentialKind kind = kind(row);
    Map<String, Object> settings = new LinkedHashMap<>(fields(row, key));
    kind.fields().stream()
        .filter(CredentialKind.Field::secret)
        .forEach(field -> settings.remove(field.name()));
    return new CredentialRead(
        Columns.text(row, "name"),
        kind,
        settings,
        Columns.number(row, "version"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"),
        Columns.instantOrNull(row, "last_used_at"),
        Columns.instantOrNull(row, "tested_at"),
        outcome(row));
  }

  private static @Nullable CredentialOutcome outcome(Readable row) {
    Boolean passed = row.get("test_passed", Boolean.class);
    return passed == null ? null : new CredentialOutcome(passed, Columns.text(row, "test_message"));
  }
}
