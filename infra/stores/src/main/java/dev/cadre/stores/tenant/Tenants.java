package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
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
   * @return empty when there is none; an error of {@link TenantRefused}
   */
  public Mono<TenantRead> change(TenantId tenant, @Nullable Integer version, TenantChange change) {
    return postgres
        .inTenant(
            tenant, client -> TenantRows.change(client, tenant, version, change, clock.instant()))
        .flatMap(changed -> changed ? one(tenant) : Mono.empty());
  }

  /** What a tenant may use; empty when there is no such tenant. */
  public Mono<Permits> permits(TenantId tenant) {
    return postgres.inTenant(tenant, client -> PermitRows.read(client, tenant));
  }

  /** Replaces what a tenant may use; plans that run keep what they started with. */
  public Mono<Permits> setPermits(TenantId tenant, Permits permits) {
    return postgres
        .inTenant(tenant, client -> PermitRows.write(client, tenant, permits, clock.instant()))
        .thenReturn(permits);
  }
}
