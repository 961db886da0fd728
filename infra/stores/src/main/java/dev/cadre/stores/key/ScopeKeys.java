package dev.cadre.stores.key;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.R2dbcException;
import io.r2dbc.spi.Readable;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The data keys of scopes: made with the row that needs them, kept in memory for at most a minute.
 * The vault may block, so it is asked on threads that may.
 */
public final class ScopeKeys {

  /** The scope of the installation's own workflows, which belong to no tenant. */
  public static final String SYSTEM = "system";

  /** In whose name the key of {@link #SYSTEM} is wrapped; no tenant has this id. */
  static final TenantId INSTALLATION = TenantId.of("00000000-0000-7000-8000-000000000000");

  private static final Duration LIFE = Duration.ofSeconds(60);
  private static final int VERSION = 1;

  /** What V16 answers to a row whose version has been retired. */
  private static final String RETIRED = "CK001";

  private final Postgres postgres;
  private final KeyVault vault;
  private final KeyCache cache;

  private record Stored(TenantId tenant, int version, KeyVault.Wrapped wrapped) {}

  public ScopeKeys(Postgres postgres, KeyVault vault, Clock clock) {
    this(postgres, vault, new KeyCache(clock, LIFE));
  }

  ScopeKeys(Postgres postgres, KeyVault vault, KeyCache cache) {
    this.postgres = postgres;
    this.vault = vault;
    this.cache = cache;
  }

  /** The scope of a plan. */
  public static String scope(PlanId plan) {
    return "plan/" + plan;
  }

  /** The scope of what belongs to a tenant and to no plan. */
  private static String scope(TenantId tenant) {
    return "tenant/" + tenant;
  }

  /**
   * Makes the key of a new plan, in the caller's transaction.
   *
   * @return an error of {@link KeyUnavailable} also when the tenant's key was rotated meanwhile
   */
  public Mono<ScopeKey> create(DatabaseClient client, TenantId tenant, PlanId plan) {
    String scope = scope(plan);
    return insert(client, tenant, scope, "PLAN")
        // Should the transaction fail, then nothing is ever sealed with it.
        .doOnNext(key -> cache.put(scope, key));
  }

  /** Makes the key of what belongs to a new tenant and to no plan, in the caller's transaction. */
  public Mono<ScopeKey> create(DatabaseClient client, TenantId tenant) {
    return insert(client, tenant, scope(tenant), "TENANT");
  }

  /** The key of what belongs to a tenant and to no plan; made at its first use. */
  public Mono<ScopeKey> of(TenantId tenant) {
    return of(scope(tenant))
        .onErrorResume(
            KeyGone.class,
            _ ->
                postgres
                    .alone(client -> create(client, tenant))
                    // What stands now, whoever made it; one that was shredded stays gone.
                    .onErrorComplete(DataAccessException.class)
                    .then(Mono.defer(() -> of(scope(tenant)))));
  }

  private Mono<ScopeKey> insert(DatabaseClient client, TenantId tenant, String scope, String kind) {
    byte[] dataKey = AesGcm.randomKey();
    return blocking(() -> vault.wrap(tenant, dataKey, binding(tenant, scope, VERSION)))
        .flatMap(wrapped ->
            Sql.of(
                    client,
                    """
                    insert into keys.crypto_scope (id, tenant_id, kind, version, kek_version, wrapped_dek)
                    values ($1, $2, $3, $4, $5, $6)\
                    """,
                    scope,
                    tenant.value(),
                    kind,
                    VERSION,
                    wrapped.version(),
                    wrapped.bytes())
                .then())
        .onErrorMap(
            ScopeKeys::retired,
            e -> new KeyUnavailable("the tenant's key was rotated meanwhile; try again", e))
        .thenReturn(new ScopeKey(scope, VERSION, dataKey));
  }

  /** The key of a plan; {@link KeyGone} when there is none. */
  public Mono<ScopeKey> of(PlanId plan) {
    return of(scope(plan));
  }

  /**
   * The key of a scope; {@link KeyGone} when there is none, or when it is restricted or shredded.
   */
  public Mono<ScopeKey> of(String scope) {
    ScopeKey cached = cache.get(scope);
    if (cached != null) {
      return Mono.just(cached);
    }
    return stored(scope)
        .switchIfEmpty(Mono.defer(() -> missing(scope)))
        .flatMap(stored -> unwrap(scope, stored))
        .doOnNext(key -> cache.put(scope, key));
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

  private Mono<Stored> missing(String scope) {
    KeyGone gone = new KeyGone("no key for " + scope);
    return SYSTEM.equals(scope)
        ? postgres
            .alone(client -> insert(client, INSTALLATION, SYSTEM, "SYSTEM"))
            // Another process may have been quicker; what stands is what counts.
            .onErrorComplete(DataAccessException.class)
            .then(stored(scope))
            .switchIfEmpty(Mono.error(gone))
        : Mono.error(gone);
  }

  private Mono<ScopeKey> unwrap(String scope, Stored stored) {
    return unwrapNow(scope, stored)
        // Between our reading and our asking the row may have been wrapped anew and the version
        // it had destroyed.
        .onErrorResume(
            KeyGone.class,
            gone ->
                stored(scope)
                    .filter(now -> now.wrapped().version() != stored.wrapped().version())
                    .flatMap(now -> unwrapNow(scope, now))
                    .switchIfEmpty(Mono.error(gone)));
  }

  private Mono<ScopeKey> unwrapNow(String scope, Stored stored) {
    String binding = binding(stored.tenant(), scope, stored.version());
    return blocking(() -> vault.unwrap(stored.tenant(), stored.wrapped(), binding))
        .map(dataKey -> new ScopeKey(scope, stored.version(), dataKey));
  }

  private Mono<Stored> stored(String scope) {
    return postgres.alone(client ->
        Sql.of(
                client,
                """
                select tenant_id, version, kek_version, wrapped_dek from keys.crypto_scope
                where id = $1 and state = 'ACTIVE'\
                """,
                scope)
            .map(row ->
                new Stored(
                    new TenantId(Columns.uuid(row, "tenant_id")),
                    Columns.number(row, "version"),
                    wrapped(row)))
            .one());
  }

  static KeyVault.Wrapped wrapped(Readable row) {
    return new KeyVault.Wrapped(
        Columns.number(row, "kek_version"), Columns.bytes(row, "wrapped_dek"));
  }

  static <T> Mono<T> blocking(Supplier<T> question) {
    return Mono.fromSupplier(question).subscribeOn(Schedulers.boundedElastic());
  }

  static String binding(TenantId tenant, String scope, int version) {
    return tenant + "|" + scope + "|dek|" + version;
  }

  private static boolean retired(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof R2dbcException store && RETIRED.equals(store.getSqlState())) {
        return true;
      }
    }
    return false;
  }
}
