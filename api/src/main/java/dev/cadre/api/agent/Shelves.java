package dev.cadre.api.agent;

import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The catalogue as each tenant sees it now. */
@Component
class Shelves {

  private final Catalogues catalogues;
  private final Tenants tenants;
  private final Reach reach;

  Shelves(Catalogues catalogues, Tenants tenants, Reach reach) {
    this.catalogues = catalogues;
    this.tenants = tenants;
    this.reach = reach;
  }

  Mono<Shelf> of(TenantId tenant) {
    return Mono.zip(
            catalogues.now(), tenants.permits(tenant), reach.of(tenant).defaultIfEmpty(Set.of()))
        .map(found -> new Shelf(found.getT1().calling(found.getT3()), found.getT2()));
  }
}
