package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The catalogue as it is now; it is read again only after it has changed. */
public final class Catalogues {

  private final Postgres postgres;
  private volatile Read last = new Read(-1, CatalogueSnapshot.of(List.of(), List.of()));

  private final Map<TenantId, Outputs> outputs = new ConcurrentHashMap<>();

  /** Formats by agent, as they were at a revision or later. */
  private record Outputs(long revision, Map<String, String> formats) {}

  private record Read(long revision, CatalogueSnapshot snapshot) {}

  public Catalogues(Postgres postgres) {
    this.postgres = postgres;
  }

  /** As it is now, without what is retired. */
  public Mono<CatalogueSnapshot> now() {
    return postgres
        .alone(client -> new CatalogueRows(client).revision())
        .flatMap(
            revision -> revision == last.revision() ? Mono.just(last.snapshot()) : read(revision));
  }

  /** As it is now for a tenant: agents answer in the formats that it wants. */
  public Mono<CatalogueSnapshot> of(TenantId tenant) {
    return now()
        .flatMap(catalogue -> {
          long revision = last.revision();
          Outputs known = outputs.get(tenant);
          return known != null && known.revision() == revision
              ? Mono.just(catalogue.answering(known.formats()))
              : AgentOutputs.read(postgres, tenant)
                  .doOnNext(formats -> outputs.put(tenant, new Outputs(revision, formats)))
                  .map(catalogue::answering);
        });
  }

  /** As it was when {@link #now} was last asked; empty before. */
  public CatalogueSnapshot last() {
    return last.snapshot();
  }

  /** What is read may be newer than the revision: then it is read once more the next time. */
  private Mono<CatalogueSnapshot> read(long revision) {
    return all()
        .collectList()
        .map(items -> {
          last =
              new Read(
                  revision,
                  CatalogueSnapshot.of(
                      usable(items)
                          .filter(AgentSpec.class::isInstance)
                          .map(AgentSpec.class::cast)
                          .toList(),
                      usable(items)
                          .filter(ToolSpec.class::isInstance)
                          .map(ToolSpec.class::cast)
                          .toList()));
          return last.snapshot();
        });
  }

  private static Stream<Object> usable(List<CatalogueItem> items) {
    return items.stream().filter(item -> !item.retired()).map(CatalogueItem::spec);
  }

  /** Every item in its newest version, the retired too, by kind and name. */
  public Flux<CatalogueItem> all() {
    return postgres.manyAlone(client -> new CatalogueRows(client).newest());
  }

  /** One item in its newest version; empty when there is none. */
  public Mono<CatalogueItem> one(CatalogueItem.Kind kind, String name) {
    return postgres.alone(client -> new CatalogueRows(client).newest(kind, name));
  }

  /** All versions of an item, the newest first; none when there is no such item. */
  public Flux<CatalogueItem> versions(CatalogueItem.Kind kind, String name) {
    return postgres.manyAlone(client -> new CatalogueRows(client).versions(kind, name));
  }
}
