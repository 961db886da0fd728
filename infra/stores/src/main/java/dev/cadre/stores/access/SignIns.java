package dev.cadre.stores.access;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** One-use links and the browser sessions they became. Only hashes of tokens are kept. */
public final class SignIns {

  private static final int TOKEN_BYTES = 32;

  private final Postgres postgres;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** A token in clear, given away once. */
  public record Issued(TenantId tenant, String token, String principal, Instant expiresAt) {

    @Override
    public String toString() {
      return "Issued[" + principal + ", " + expiresAt + "]";
    }
  }

  /** Whose session or link it is, and since when. */
  public record Session(TenantId tenant, String principal, Instant since) {}

  private enum Kind {
    LINK,
    SESSION
  }

  public SignIns(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Makes a link for a principal. */
  public Mono<Issued> link(TenantId tenant, String principal, Duration life) {
    return postgres.inSystem(client -> issue(client, Kind.LINK, tenant, principal, life));
  }

  /** Uses a link up: for whom it was made, and when; empty when it is unknown, used or expired. */
  public Mono<Session> take(String link) {
    return postgres.alone(client ->
        client
            .sql(
                """
                update sign_in set used_at = $2
                where token_sha256 = $1 and kind = 'LINK' and used_at is null and expires_at > $2
                returning tenant_id, principal, created_at\
                """)
            .bind(0, hash(link))
            .bind(1, clock.instant().atOffset(ZoneOffset.UTC))
            .map(row -> whose(row))
            .one());
  }

  /** Starts a session for somebody who has proven who they are. */
  public Mono<Issued> start(TenantId tenant, String principal, Duration life) {
    return postgres.inSystem(client -> issue(client, Kind.SESSION, tenant, principal, life));
  }

  /** Whose session a token is; empty when it is unknown or expired. */
  public Mono<Session> session(String token) {
    return postgres.alone(client ->
        client
            .sql(
                """
                select tenant_id, principal, created_at from sign_in
                where token_sha256 = $1 and kind = 'SESSION' and expires_at > $2\
                """)
            .bind(0, hash(token))
            .bind(1, clock.instant().atOffset(ZoneOffset.UTC))
            .map(row -> whose(row))
            .one());
  }

  private static Session whose(Readable row) {
    return new Session(
        new TenantId(Columns.uuid(row, "tenant_id")),
        Columns.text(row, "principal"),
        Columns.instant(row, "created_at"));
  }

  /** Ends a session. */
  public Mono<Void> end(String token) {
    return postgres.alone(client ->
        client
            .sql("delete from sign_in where token_sha256 = $1 and kind = 'SESSION'")
            .bind(0, hash(token))
            .then());
  }

  /**
   * Deletes links and sessions that have expired.
   *
   * @return how many, at most {@code limit}
   */
  public Mono<Long> deleteExpired(int limit) {
    return postgres.inSystem(client ->
        client
            .sql(
                """
                delete from sign_in where ctid = any (array(
                  select s.ctid from sign_in s where s.expires_at <= $1 limit $2))\
                """)
            .bind(0, clock.instant().atOffset(ZoneOffset.UTC))
            .bind(1, limit)
            .fetch()
            .rowsUpdated());
  }

  private Mono<Issued> issue(
      DatabaseClient client, Kind kind, TenantId tenant, String principal, Duration life) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Instant now = clock.instant();
    Instant expires = now.plus(life);
    return client
        .sql(
            """
            insert into sign_in (token_sha256, kind, tenant_id, principal, expires_at, created_at)
            values ($1, $2, $3, $4, $5, $6)\
            """)
        .bind(0, hash(token))
        .bind(1, kind.name())
        .bind(2, tenant.value())
        .bind(3, principal)
        .bind(4, expires.atOffset(ZoneOffset.UTC))
        .bind(5, now.atOffset(ZoneOffset.UTC))
        .then()
        .thenReturn(new Issued(tenant, token, principal, expires));
  }

  private static String hash(String token) {
    return Principals.hash(token);
  }
}
