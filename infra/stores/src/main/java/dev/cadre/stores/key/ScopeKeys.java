package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The data keys of scopes: made with the row that needs them, kept in memory for at most a minute.
 */
public final class ScopeKeys {

  private static final Duration TTL = Duration.ofSeconds(60);
  private static final int CACHED = 10_000;
  private static final int VERSION = 1;

  private final Postgres postgres;
  private final KeyVault vault;
  private final Clock clock;
  private final ConcurrentHashMap<String, Cached> cache = new ConcurrentHashMap<>();

  private record Cached(ScopeKey key, Instant until) {}

  public ScopeKeys(Postgres postgres, KeyVault vault, Clock clock) {
    this.postgres = postgres;
    this.vault = vault;
    this.clock = clock;
  }

  /** The scope of a plan. */
  public static String scope(PlanId plan) {
    return "plan/" + plan;
  }

  /** The scope of what belongs to a tenant and to no plan. */
  private static String scope(TenantId tenant) {
    return "tenant/" + tenant;
  }

  /** Makes the key of a new plan, in the caller's transaction. */
  public Mono<ScopeKey> create(DatabaseClient client, TenantId tenant, PlanId plan) {
    ScopeKey key = new ScopeKey(scope(plan), VERSION, AesGcm.randomKey());
    return insert(client, tenant, key, "PLAN")
        .thenReturn(key)
        // Should the transaction fail, then nothing is ever sealed with it.
        .doOnNext(made -> remember(made.scope(), made));
  }

  /** The key of what belongs to a tenant and to no plan; made at its first use. */
  public Mono<ScopeKey> of(TenantId tenant) {
    return of(scope(tenant))
        .onErrorResume(
            KeyGone.class,
            gone ->
                postgres
                    .inSystem(client -> create(client, tenant))
                    // What stands now, whoever made it; one that was shredded stays gone.
                    .then(of(scope(tenant))));
  }

  /** Makes that key in the caller's transaction, unless it stands. */
  public Mono<ScopeKey> create(DatabaseClient client, TenantId tenant) {
    ScopeKey key = new ScopeKey(scope(tenant), VERSION, AesGcm.randomKey());
    return insert(client, tenant, key, "TENANT").thenReturn(key);
  }

  private Mono<Void> insert(DatabaseClient client, TenantId tenant, ScopeKey key, String kind) {
    KeyVault.Wrapped wrapped =
        vault.wrap(tenant, key.dataKey(), binding(tenant, key.scope(), VERSION));
    return client
        .sql(
            """
            insert into keys.crypto_scope (id, tenant_id, kind, version, kek_version, wrapped_dek)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing\
            """)
        .bind(0, key.scope())
        .bind(1, tenant.value())
        .bind(2, kind)
        .bind(3, VERSION)
        .bind(4, wrapped.version())
        .bind(5, wrapped.bytes())
        .then();
  }

  /** The key of a plan; {@link KeyGone} when there is none. */
  public Mono<ScopeKey> of(PlanId plan) {
    return of(scope(plan));
  }

  /**
   * The key of a scope; {@link KeyGone} when there is none, or when it is restricted or shredded.
   */
  public Mono<ScopeKey> of(String scope) {
    Cached cached = cache.get(scope);
    if (cached != null && cached.until().isAfter(clock.instant())) {
      return Mono.just(cached.key());
    }
    return postgres
        .alone(client -> read(client, scope))
        .switchIfEmpty(Mono.error(() -> new KeyGone("no key for " + scope)))
        .doOnNext(key -> remember(scope, key));
  }

  /** Whether all these scopes belong to a tenant. */
  public Mono<Boolean> allOf(TenantId tenant, Set<String> scopes) {
    return postgres.alone(client ->
        client
            .sql(
                "select count(*) as n from keys.crypto_scope where id = any ($1) and tenant_id = $2")
            .bind(0, scopes.toArray(String[]::new))
            .bind(1, tenant.value())
            .map(row -> Columns.count(row, "n") == scopes.size())
            .one());
  }

  private Mono<ScopeKey> read(DatabaseClient client, String scope) {
    return client
        .sql(
            """
            select tenant_id, version, kek_version, wrapped_dek from keys.crypto_scope
            where id = $1 and state = 'ACTIVE'\
            """)
        .bind(0, scope)
        .map(row -> {
          TenantId tenant = new TenantId(Columns.uuid(row, "tenant_id"));
          int version = Columns.number(row, "version");
          var wrapped =
              new KeyVault.Wrapped(
                  Columns.number(row, "kek_version"), Columns.bytes(row, "wrapped_dek"));
          byte[] dataKey = vault.unwrap(tenant, wrapped, binding(tenant, scope, version));
          return new ScopeKey(scope, version, dataKey);
        })
        .one();
  }

  private void remember(String scope, ScopeKey key) {
    if (cache.size() >= CACHED) {
      Instant now = clock.instant();
      cache.values().removeIf(cached -> cached.until().isBefore(now));
      if (cache.size() >= CACHED) {
        cache.clear();
      }
    }
    cache.put(scope, new Cached(key, clock.instant().plus(TTL)));
  }

  private static String binding(TenantId tenant, String scope, int version) {
    return tenant + "|" + scope + "|dek|" + version;
  }
}
