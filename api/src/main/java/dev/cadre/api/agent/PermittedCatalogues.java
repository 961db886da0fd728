package dev.cadre.api.agent;

import dev.cadre.stores.agent.FileCatalogue;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.tenant.TenantId;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Of the catalogue what a tenant may use. */
@Component
public class PermittedCatalogues {

  private final FileCatalogue catalogue;
  private final Tenants tenants;

  PermittedCatalogues(FileCatalogue catalogue, Tenants tenants) {
    this.catalogue = catalogue;
    this.tenants = tenants;
  }

  /** That of a tenant. */
  public Mono<FileCatalogue> of(TenantId tenant) {
    return tenants
        .permits(tenant)
        .map(permits ->
            permits.all() ? catalogue : catalogue.permitting(permits.agents(), permits.tools()));
  }
}
