package dev.cadre.stores.tenant;

import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tenants. */
public final class Tenants {

  private static final UUID LAST = new UUID(-1, -1);

  private final Postgres postgres;
  private final Clock clock;

  public Tenants(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** The tenant of a domain, in lower case; empty when there is none. */
  public Mono<TenantId> byDomain(String domain) {
    return postgres.inSystem(client ->
        Sql.of(client, "select id from tenant where domain = $1", domain)
            .map(row -> new TenantId(Columns.uuid(row, "id")))
            .one());
  }

  /**
   * All of them, for work that is done for each in turn; read to the end before any is emitted, so
   * that no transaction stays open.
   */
  public Flux<TenantId> all() {
    return postgres
        .manyInSystem(client ->
            client
                .sql("select id from tenant order by id")
                .map(row -> new TenantId(Columns.uuid(row, "id")))
                .all())
        .collectList()
        .flatMapIterable(tenants -> tenants);
  }

  /** For those who operate the installation: newest first. */
  public Mono<List<TenantRead>> page(@Nullable TenantId before, int limit) {
    return postgres
        .manyInSystem(client ->
            Sql.of(
                    client,
                    TenantRows.SELECT + " where id < $1 order by id desc limit $2",
                    before == null ? LAST : before.value(),
                    limit)
                .map(TenantRows::read)
                .all())
        .collectList();
  }

  /** One; empty when there is none. */
  public Mono<TenantRead> one(TenantId tenant) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(client, TenantRows.SELECT + " where id = $1", tenant.value())
                .map(TenantRows::read)
                .one());
  }

  /**
   * Changes one that nobody has changed since it was read.
   *
   * @param version null: whatever it is now
   * @return empty when there is none; an error of {@link ChangeRefused}
   */
  public Mono<TenantRead> change(
      TenantId tenant, By by, @Nullable Integer version, TenantChange change) {
    return postgres
        .inTenant(
            tenant,
            client ->
                TenantRows.change(client, tenant, version, change, clock.instant())
                    .delayUntil(changed ->
                        changed
                            ? AuditRows.write(client, tenant, told(by, tenant, change))
                            : Mono.empty()))
        .flatMap(changed -> changed ? one(tenant) : Mono.empty());
  }

  /** What a tenant may use; empty when there is no such tenant. */
  public Mono<Permits> permits(TenantId tenant) {
    return postgres.inTenant(tenant, client -> PermitRows.read(client, tenant));
  }

  /** Replaces what a tenant may use; plans that run keep what they started with. */
  public Mono<Permits> setPermits(TenantId tenant, By by, Permits permits) {
    AuditEntry entry =
        by.done(clock.instant(), "tenant.permits", "tenant", tenant.toString())
            .with("all", permits.all())
            .with("agents", permits.agents().size())
            .with("tools", permits.tools().size());
    return postgres
        .inTenant(
            tenant,
            client ->
                PermitRows.write(client, tenant, permits, clock.instant())
                    .then(AuditRows.write(client, tenant, entry)))
        .thenReturn(permits);
  }

  private AuditEntry told(By by, TenantId tenant, TenantChange change) {
    TenantStatus status = change.status();
    return by.done(clock.instant(), "tenant.change", "tenant", tenant.toString())
        .with("status", status == null ? null : status.name())
        .with("timeZone", change.timeZone())
        .with("privacy", change.privacy())
        .with("assertedDecisions", change.assertedDecisions())
        .with(
            "budgetLimit",
            change.budgetLimit() == null ? null : change.budgetLimit().toPlainString());
  }
}
