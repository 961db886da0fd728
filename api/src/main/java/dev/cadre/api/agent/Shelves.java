package dev.cadre.api.agent;

import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.llm.WorkerLeases;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.stores.tool.Holdings;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The catalogue as each tenant sees it now. */
@Component
class Shelves {

  private final Catalogues catalogues;
  private final Tenants tenants;
  private final WorkerLeases leases;

  private final BaseTypes types;
  private final Postgres postgres;

  Shelves(
      Catalogues catalogues,
      Tenants tenants,
      WorkerLeases leases,
      BaseTypes types,
      Postgres postgres) {
    this.catalogues = catalogues;
    this.tenants = tenants;
    this.leases = leases;
    this.types = types;
    this.postgres = postgres;
  }

  Mono<Shelf> of(TenantId tenant) {
    return Mono.zip(
            catalogues.now(),
            tenants.permits(tenant),
            leases.last().defaultIfEmpty(Set.of()),
            types.all(),
            Holdings.of(postgres, tenant))
        .map(found ->
            new Shelf(
                found.getT1().calling(found.getT3()), found.getT2(), found.getT4(), found.getT5()));
  }
}
