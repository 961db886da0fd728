package dev.cadre.stores.access;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The accounts of tenants. */
public final class Accounts {

  /** Of those who might decide, more than this are not looked at. */
  private static final int MEMBERS = 10_000;

  private static final String SELECT =
      """
      select id, name, kind, roles, status, full_name, email, password is not null as has_password,
        issuer, last_login_at, version, created_at, updated_at from account\
      """;

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  /** An active account, by what gates ask about. */
  public record Member(String name, Set<String> roles) {

    public Member {
      roles = Set.copyOf(roles);
    }
  }

  /**
   * Which accounts to list, by name.
   *
   * @param role null: any
   * @param after null: from the beginning
   */
  public record Filter(
      @Nullable String role, @Nullable Boolean active, @Nullable String after, int limit) {}

  public Accounts(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Makes an account.
   *
   * @return an error of {@link AccountRefused} when name or e-mail address are taken
   */
  public Mono<AccountRead> create(TenantId tenant, AccountId id, NewAccount account) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    new AccountRows(client, tenant, key, clock.instant()).insert(id, account)))
        .then(one(tenant, account.name()));
  }

  /** One account; empty when there is none of that name. */
  public Mono<AccountRead> one(TenantId tenant, String name) {
    return list(tenant, SELECT + " where name = $1", name).next();
  }

  /** Accounts by the filter, by name. */
  public Mono<List<AccountRead>> page(TenantId tenant, Filter filter) {
    String after = filter.after();
    return list(
            tenant,
            SELECT
                + """
                 where name > $1 and ($2::text is null or $2 = any (roles))
                and ($3::text is null or status = $3) order by name limit $4\
                """,
            after == null ? "" : after,
            Sql.orNull(filter.role(), String.class),
            Sql.orNull(AccountRows.status(filter.active()), String.class),
            filter.limit())
        .collectList();
  }

  /**
   * Changes an account that nobody has changed since it was read.
   *
   * @return empty when there is none of that name; an error of {@link AccountRefused}
   */
  public Mono<AccountRead> change(
      TenantId tenant, String name, @Nullable Integer version, AccountChange change) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    new AccountRows(client, tenant, key, clock.instant())
                        .change(name, version, change)))
        .flatMap(changed -> changed ? one(tenant, name) : Mono.empty());
  }

  /** The hash of an account's password; empty when it has none, or there is no such account. */
  public Mono<String> password(TenantId tenant, String name) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    "select password from account where name = $1 and password is not null",
                    name)
                .map(row -> Columns.text(row, "password"))
                .one());
  }

  /** Sets the hash of a password; all sessions from before are over. */
  public Mono<Boolean> setPassword(TenantId tenant, String name, String hash) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    """
                    update account set password = $2, sessions_from = $3, updated_at = $3,
                      version = version + 1
                    where name = $1 and kind = 'PERSON'\
                    """,
                    name,
                    hash,
                    Sql.time(clock.instant()))
                .fetch()
                .rowsUpdated()
                .map(rows -> rows == 1));
  }

  /** Keeps when somebody has come in. It is no change of the account, so its version stays. */
  public Mono<Void> cameIn(TenantId tenant, String name) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    "update account set last_login_at = $2 where name = $1",
                    name,
                    Sql.time(clock.instant()))
                .then());
  }

  /** Those who can act in a tenant now. */
  public Mono<List<Member>> members(TenantId tenant) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                Sql.of(
                        client,
                        "select name, roles from account where status = 'ACTIVE' order by name"
                            + " limit $1",
                        MEMBERS)
                    .map(row ->
                        new Member(Columns.text(row, "name"), Set.of(Columns.texts(row, "roles"))))
                    .all())
        .collectList();
  }

  private Flux<AccountRead> list(TenantId tenant, String sql, Object... values) {
    return keys.of(tenant)
        .flatMapMany(key ->
            postgres.manyInTenant(
                tenant, client -> Sql.of(client, sql, values).map(row -> read(row, key)).all()));
  }

  private static AccountRead read(Readable row, ScopeKey key) {
    return new AccountRead(
        new AccountId(Columns.uuid(row, "id")),
        Columns.text(row, "name"),
        Principal.Kind.valueOf(Columns.text(row, "kind")),
        Principal.roles(Columns.texts(row, "roles")),
        Columns.text(row, "status").equals("ACTIVE"),
        open(Sealed.orNull(row, "full_name"), key, Places.ACCOUNT_FULL_NAME),
        open(Sealed.orNull(row, "email"), key, Places.ACCOUNT_EMAIL),
        Columns.flag(row, "has_password"),
        row.get("issuer", String.class),
        Columns.instantOrNull(row, "last_login_at"),
        Columns.number(row, "version"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }

  private static @Nullable String open(@Nullable Sealed sealed, ScopeKey key, String place) {
    return sealed == null ? null : sealed.text(key, place);
  }
}
