package dev.cadre.stores.access;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Finds out who sent a request. Asked for each, so that a change takes effect at once. */
public final class Principals {

  /** Telling each use would be a write a request. */
  private static final Duration USE_TOLD = Duration.ofMinutes(1);

  private static final String NO_SECRET = CanonicalJson.sha256(new byte[0]);

  private final Postgres postgres;
  private final Clock clock;

  /**
   * The holder of an API key.
   *
   * @param scopes what the key gives at most; null: all that its account may
   * @param until when the key expires; null: it does not
   */
  public record Holder(
      Principal principal, @Nullable Set<Permission> scopes, @Nullable Instant until) {}

  /** A key that was good once: its holder may be told so. */
  public static final class KeyOver extends RuntimeException {

    private static final long serialVersionUID = 1L;

    KeyOver(String message) {
      super(message);
    }
  }

  private record Found(Holder holder, String sha256, @Nullable String over, boolean tell) {}

  public Principals(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** An account by its name; empty when there is none. */
  public Mono<Principal> named(TenantId tenant, String name) {
    return postgres.alone(client ->
        Sql.of(client, "select * from principal_of_name($1, $2)", tenant.value(), name)
            .map(row -> Principal.of(tenant, row))
            .one());
  }

  /** The account of somebody whom an identity provider vouches for; empty when there is none. */
  public Mono<Principal> of(TenantId tenant, Subject subject) {
    return postgres.alone(client ->
        Sql.of(
                client,
                "select * from principal_of_subject($1, $2, $3)",
                tenant.value(),
                subject.issuer(),
                subject.name())
            .map(row -> Principal.of(tenant, row))
            .one());
  }

  /**
   * The holder of a key; empty when there is no such key.
   *
   * @return an error of {@link KeyOver} when it has expired or was revoked
   */
  public Mono<Holder> holder(ApiKey key) {
    Instant now = clock.instant();
    return postgres
        .alone(client ->
            Sql.of(client, "select * from principal_of_key($1, $2)", key.tenant().value(), key.id())
                .map(row -> found(key, row, now))
                .one())
        .switchIfEmpty(Mono.fromRunnable(() -> same(key.secret(), NO_SECRET)))
        .filter(found -> same(key.secret(), found.sha256()))
        .flatMap(found ->
            found.over() == null
                ? (found.tell() ? used(key, now) : Mono.<Void>empty()).thenReturn(found.holder())
                : Mono.error(new KeyOver(found.over())));
  }

  private static Found found(ApiKey key, Readable row, Instant now) {
    String[] scopes = row.get("scopes", String[].class);
    Instant expires = Columns.instantOrNull(row, "expires_at");
    Instant revoked = Columns.instantOrNull(row, "revoked_at");
    Instant used = Columns.instantOrNull(row, "last_used_at");
    String over = null;
    if (revoked != null) {
      over = "This API key was revoked at " + revoked + ".";
    } else if (expires != null && !expires.isAfter(now)) {
      over = "This API key expired at " + expires + "; make a new one.";
    }
    return new Found(
        new Holder(
            Principal.of(key.tenant(), row), scopes == null ? null : permissions(scopes), expires),
        Columns.text(row, "secret_sha256"),
        over,
        used == null || used.plus(USE_TOLD).isBefore(now));
  }

  private static Set<Permission> permissions(String... words) {
    return Stream.of(words)
        .flatMap(word -> Permission.of(word).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Requests that come at once do not wait for each other: one of them tells. */
  private Mono<Void> used(ApiKey key, Instant now) {
    return postgres.inTenant(
        key.tenant(),
        client ->
            Sql.of(
                    client,
                    """
                    update api_key set last_used_at = $2
                    where id = (select id from api_key where id = $1 for no key update skip locked)\
                    """,
                    key.id(),
                    Sql.time(now))
                .then());
  }

  /** Hashes of equal length in constant time: comparing tells nothing. */
  private static boolean same(String secret, String sha256) {
    return MessageDigest.isEqual(
        hash(secret).getBytes(StandardCharsets.US_ASCII),
        sha256.getBytes(StandardCharsets.US_ASCII));
  }

  /** What is kept of a secret. */
  static String hash(String secret) {
    return CanonicalJson.sha256(secret.getBytes(StandardCharsets.UTF_8));
  }
}
