package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.stores.activation.ActiveNames;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.stores.tool.Holdings;
import java.util.Set;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The catalogue as each tenant sees it now. */
@Component
public class Shelves {

  private final Catalogues catalogues;
  private final Tenants tenants;
  private final Reach reach;
  private final BaseTypes types;
  private final Postgres postgres;

  Shelves(Catalogues catalogues, Tenants tenants, Reach reach, BaseTypes types, Postgres postgres) {
    this.catalogues = catalogues;
    this.tenants = tenants;
    this.reach = reach;
    this.types = types;
    this.postgres = postgres;
  }

  /** What a caller's tenant may use, as it ships. */
  public Mono<CatalogueSnapshot> permitted(Caller caller) {
    return Mono.zip(
        catalogues.of(caller.tenant()),
        tenants.permits(caller.tenant()),
        (catalogue, permits) ->
            permits.all() ? catalogue : catalogue.permitting(permits.agents(), permits.tools()));
  }

  /** As a caller sees it, with the agents that its tenant has given names of their own. */
  public Mono<Shelf> of(Caller caller) {
    return Mono.zip(
            catalogues.of(caller.tenant()),
            tenants.permits(caller.tenant()),
            reach.of(caller.tenant()).defaultIfEmpty(Set.of()),
            ActiveNames.of(postgres, caller.tenant()),
            types.all(),
            Holdings.of(postgres, caller.tenant()))
        .map(found ->
            new Shelf(
                found.getT4().seen(found.getT1(), caller.name()).calling(found.getT3()),
                found.getT4().permitting(found.getT2()),
                found.getT5(),
                found.getT6()));
  }
}
