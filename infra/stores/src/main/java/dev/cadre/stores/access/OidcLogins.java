package dev.cadre.stores.access;

import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import java.time.Clock;
import java.time.Duration;
import reactor.core.publisher.Mono;

/**
 * Logins that have begun at an identity provider. Only hashes are kept, and each ends one login.
 */
public final class OidcLogins {

  private final Postgres postgres;
  private final Clock clock;

  /**
   * A login as it comes back.
   *
   * @param state as it went through the provider
   * @param browser the secret of the browser that began it
   */
  public record Begun(String provider, String state, String browser) {

    @Override
    public String toString() {
      return "Begun[" + provider + "]";
    }
  }

  public OidcLogins(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Keeps a login that begins. */
  public Mono<Void> begin(Begun login, Duration life) {
    return postgres.alone(client ->
        Sql.of(
                client,
                """
                insert into oidc_login (state_sha256, provider, browser_sha256, expires_at)
                values ($1, $2, $3, $4)\
                """,
                Principals.hash(login.state()),
                login.provider(),
                Principals.hash(login.browser()),
                Sql.time(clock.instant().plus(life)))
            .then());
  }

  /** Uses a login up; false when it is unknown, another's, used or expired. */
  public Mono<Boolean> take(Begun login) {
    return postgres.alone(client ->
        Sql.of(
                client,
                """
                delete from oidc_login
                where state_sha256 = $1 and provider = $2 and browser_sha256 = $3 and expires_at > $4\
                """,
                Principals.hash(login.state()),
                login.provider(),
                Principals.hash(login.browser()),
                Sql.time(clock.instant()))
            .fetch()
            .rowsUpdated()
            .map(rows -> rows == 1));
  }

  /**
   * Deletes logins that nobody came back from.
   *
   * @return how many, at most {@code limit}
   */
  public Mono<Long> deleteExpired(int limit) {
    return postgres.alone(client ->
        Sql.of(
                client,
                """
                delete from oidc_login where ctid = any (array(
                  select l.ctid from oidc_login l where l.expires_at <= $1 limit $2))\
                """,
                Sql.time(clock.instant()),
                limit)
            .fetch()
            .rowsUpdated());
  }
}
