package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The tenants, for work that is done for each of them in turn. */
public final class Tenants {

  private final Postgres postgres;

  public Tenants(Postgres postgres) {
    this.postgres = postgres;
  }

  /** The tenant of a domain, in lower case; empty when there is none. */
  public Mono<TenantId> byDomain(String domain) {
    return postgres.inSystem(client ->
        Sql.of(client, "select id from tenant where domain = $1", domain)
            .map(row -> new TenantId(Columns.uuid(row, "id")))
            .one());
  }

  /** All of them; read to the end before any is emitted, so that no transaction stays open. */
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
}
