package dev.cadre.stores.credential;

import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.credential.CredentialOutcome;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The credentials of tenants. Secrets go in, and come out only to be used. */
public final class TenantCredentials {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  public TenantCredentials(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** Those behind a name, by name. */
  public Mono<List<CredentialRead>> page(TenantId tenant, String after, int size) {
    return keys.of(tenant)
        .flatMapMany(key ->
            postgres.manyInTenant(tenant, client -> CredentialRows.page(client, key, after, size)))
        .collectList();
  }

  /** One; empty when there is none of that name. */
  public Mono<CredentialRead> one(TenantId tenant, String name) {
    return keys.of(tenant)
        .flatMap(key -> postgres.inTenant(tenant, client -> CredentialRows.one(client, key, name)));
  }

  /**
   * Adds one.
   *
   * @return an error of {@link dev.cadre.stores.runtime.ChangeRefused} when there is one of that
   *     name
   */
  public Mono<CredentialRead> add(TenantId tenant, By by, NewCredential one) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    CredentialRows.insert(client, tenant, key, one, clock.instant())
                        .then(write(client, tenant, entry(by, "credential.add", one)))
                        .then(CredentialRows.one(client, key, one.name()))));
  }

  /**
   * Replaces this version of one, whole; empty when there is none of that name.
   *
   * @return an error of {@link dev.cadre.stores.runtime.ChangeRefused} when it has another version
   */
  public Mono<CredentialRead> replace(TenantId tenant, By by, NewCredential one, int version) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    CredentialRows.one(client, key, one.name())
                        .flatMap(_ ->
                            CredentialRows.replace(client, key, one, version, clock.instant())
                                .then(write(client, tenant, entry(by, "credential.replace", one)))
                                .then(CredentialRows.one(client, key, one.name())))));
  }

  /** Deletes one; what it was. Empty when there is none of that name. */
  public Mono<CredentialRead> delete(TenantId tenant, By by, String name) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    CredentialRows.one(client, key, name)
                        .delayUntil(_ ->
                            CredentialRows.delete(client, name)
                                .then(
                                    write(client, tenant, done(by, "credential.delete", name))))));
  }

  /** Opens one to be used now; empty when there is none of that name. */
  public Mono<OpenCredential> open(TenantId tenant, String name) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    CredentialRows.open(client, key, name)
                        .delayUntil(_ -> CredentialRows.used(client, name, clock.instant()))));
  }

  /** Keeps what came of a test of this version. */
  public Mono<Void> tested(TenantId tenant, String name, int version, CredentialOutcome outcome) {
    return postgres.inTenant(
        tenant, client -> CredentialRows.tested(client, name, version, outcome, clock.instant()));
  }

  /** Keeps that somebody had one tested. */
  public Mono<Void> told(TenantId tenant, By by, String name, CredentialOutcome outcome) {
    return postgres.inTenant(
        tenant,
        client ->
            write(
                client,
                tenant,
                done(by, "credential.test", name).with("passed", outcome.passed())));
  }

  private AuditEntry entry(By by, String action, NewCredential one) {
    return done(by, action, one.name()).with("kind", one.kind().wire());
  }

  private AuditEntry done(By by, String action, String name) {
    return by.done(clock.instant(), action, "credential", name);
  }

  private static Mono<Void> write(DatabaseClient client, TenantId tenant, AuditEntry entry) {
    return AuditRows.write(client, tenant, entry);
  }
}
