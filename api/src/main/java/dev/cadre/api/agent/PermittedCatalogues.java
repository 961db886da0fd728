package dev.cadre.api.agent;

import dev.cadre.api.access.Caller;
import dev.cadre.stores.activation.ActiveNames;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.runtime.Postgres;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Of the catalogue what a caller's plans may name. */
@Component
public class PermittedCatalogues {

  private final Shelves shelves;
  private final Postgres postgres;

  PermittedCatalogues(Shelves shelves, Postgres postgres) {
    this.shelves = shelves;
    this.postgres = postgres;
  }

  /** What the tenant may use, and of that what is active for the caller. */
  public Mono<CatalogueSnapshot> of(Caller caller) {
    return Mono.zip(
        shelves.permitted(caller),
        ActiveNames.of(postgres, caller.tenant()),
        (catalogue, names) -> names.usable(catalogue, caller.name()));
  }
}
