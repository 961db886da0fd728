package dev.cadre.stores.access;

import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.access.ApiKey;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** API keys: what stands of them is a hash, so a lost one is made anew and never shown again. */
public final class ApiKeys {

  private static final String SELECT =
      """
      select k.id, a.name, k.label, k.scopes, k.created_at, k.expires_at, k.revoked_at,
        k.last_used_at
      from api_key k join account a on a.tenant_id = k.tenant_id and a.id = k.account_id\
      """;

  private final Postgres postgres;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * A key to be made.
   *
   * @param scopes null: all that the account may
   * @param life null: it does not expire
   */
  public record NewKey(
      String account, String label, @Nullable Set<Permission> scopes, @Nullable Duration life) {}

  public ApiKeys(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Makes a key; empty when there is no such account. In clear it is here and never again. */
  public Mono<ApiKey> create(TenantId tenant, By by, NewKey key) {
    ApiKey made = ApiKey.random(tenant, clock.millis(), random);
    return postgres
        .inTenant(
            tenant,
            client ->
                insert(client, made, key, clock.instant())
                    .delayUntil(rows ->
                        rows == 1
                            ? AuditRows.write(client, tenant, made(by, made.id(), key))
                            : Mono.empty()))
        .flatMap(rows -> rows == 1 ? Mono.just(made) : Mono.empty());
  }

  private AuditEntry made(By by, UUID id, NewKey key) {
    Set<Permission> scopes = key.scopes();
    Duration life = key.life();
    return told(by, "key.create", id)
        .with("account", key.account())
        .with("scopes", scopes == null ? null : wires(scopes))
        .with("expiresIn", life == null ? null : life.toString());
  }

  private AuditEntry told(By by, String action, UUID id) {
    return by.done(clock.instant(), action, "api_key", id.toString());
  }

  private static List<String> wires(Set<Permission> scopes) {
    return scopes.stream().map(Permission::wire).sorted().toList();
  }

  /** Lets a key that was made elsewhere in; one that stands already is left as it is. */
  public Mono<Void> admit(ApiKey key, String account, String label) {
    return postgres
        .inTenant(
            key.tenant(),
            client -> insert(client, key, new NewKey(account, label, null, null), clock.instant()))
        .then();
  }

  static Mono<Long> insert(DatabaseClient client, ApiKey key, NewKey order, Instant now) {
    Set<Permission> scopes = order.scopes();
    Duration life = order.life();
    return Sql.of(
            client,
            """
            insert into api_key (tenant_id, id, account_id, label, scopes, secret_sha256, created_at,
              expires_at)
            select $1, $2, a.id, $4, $5, $6, $7, $8 from account a where a.name = $3
            on conflict do nothing\
            """,
            key.tenant().value(),
            key.id(),
            order.account(),
            order.label(),
            Sql.orNull(
                scopes == null ? null : wires(scopes).toArray(String[]::new), String[].class),
            Principals.hash(key.secret()),
            Sql.time(now),
            Sql.timeOrNull(life == null ? null : now.plus(life)))
        .fetch()
        .rowsUpdated();
  }

  /** The keys of an account, newest first. */
  public Mono<List<ApiKeyRead>> of(TenantId tenant, String account) {
    return postgres
        .manyInTenant(
            tenant,
            client ->
                Sql.of(client, SELECT + " where a.name = $1 order by k.id desc", account)
                    .map(ApiKeys::read)
                    .all())
        .collectList();
  }

  /** One key; empty when there is none. */
  public Mono<ApiKeyRead> one(TenantId tenant, UUID id) {
    return postgres.inTenant(
        tenant, client -> Sql.of(client, SELECT + " where k.id = $1", id).map(ApiKeys::read).one());
  }

  /** Ends a key from a time on; one that has ended earlier stays so. */
  public Mono<Void> revoke(TenantId tenant, By by, UUID id) {
    return end(tenant, id, "revoked_at", clock.instant(), told(by, "key.revoke", id));
  }

  /** Lets a key live no longer than for this while, so that its successor can take over. */
  public Mono<Void> expire(TenantId tenant, By by, UUID id, Duration after) {
    return end(
        tenant,
        id,
        "expires_at",
        clock.instant().plus(after),
        told(by, "key.expire", id).with("after", after.toString()));
  }

  private Mono<Void> end(TenantId tenant, UUID id, String column, Instant at, AuditEntry entry) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(
                    client,
                    "update api_key set %1$s = least(%1$s, $2) where id = $1".formatted(column),
                    id,
                    Sql.time(at))
                .then()
                .then(AuditRows.write(client, tenant, entry)));
  }

  private static ApiKeyRead read(Readable row) {
    String[] scopes = row.get("scopes", String[].class);
    return new ApiKeyRead(
        Columns.uuid(row, "id"),
        Columns.text(row, "name"),
        Columns.text(row, "label"),
        scopes == null ? null : List.of(scopes),
        Columns.instant(row, "created_at"),
        Columns.instantOrNull(row, "expires_at"),
        Columns.instantOrNull(row, "revoked_at"),
        Columns.instantOrNull(row, "last_used_at"));
  }
}
