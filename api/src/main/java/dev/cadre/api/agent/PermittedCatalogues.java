package dev.cadre.api.agent;

import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.tenant.TenantId;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Of the catalogue what a tenant may use. */
@Component
public class PermittedCatalogues {

  private final Catalogues catalogues;
  private final Tenants tenants;

  PermittedCatalogues(Catalogues catalogues, Tenants tenants) {
    this.catalogues = catalogues;
    this.tenants = tenants;
  }

  /** That of a tenant. */
  public Mono<CatalogueSnapshot> of(TenantId tenant) {
    return Mono.zip(
        catalogues.of(tenant),
        tenants.permits(tenant),
        (catalogue, permits) ->
            permits.all() ? catalogue : catalogue.permitting(permits.agents(), permits.tools()));
  }
}
