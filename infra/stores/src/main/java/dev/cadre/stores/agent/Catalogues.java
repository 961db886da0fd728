package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The catalogue as it is now. It is read again only after it has changed; a price that comes into
 * force by its date does so without that.
 */
public final class Catalogues {

  private final Postgres postgres;
  private final Clock clock;
  private volatile Read last;

  private final Map<TenantId, Outputs> outputs = new ConcurrentHashMap<>();

  /** Formats by agent, as they were at a revision or later. */
  private record Outputs(long revision, Map<String, String> formats) {}

  /**
   * What was read.
   *
   * @param until from then on other prices are in force
   */
  private record Read(
      long revision, CatalogueSnapshot snapshot, List<CatalogueModel> models, Instant until) {

    static Read of(
        long revision, CatalogueSnapshot rest, List<CatalogueModel> models, Instant now) {
      Instant until =
          models.stream()
              .flatMap(model -> model.changes(now).stream())
              .min(Comparator.naturalOrder())
              .orElse(Instant.MAX);
      return new Read(revision, rest.selling(models, now), models, until);
    }
  }

  public Catalogues(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
    this.last =
        Read.of(
            -1,
            CatalogueSnapshot.of(List.of(), List.of(), List.of(), Instant.MAX),
            CatalogueSnapshot.SHIPPED,
            clock.instant());
  }

  /** As it is now, without what is retired. */
  public Mono<CatalogueSnapshot> now() {
    return postgres
        .alone(client -> new CatalogueRows(client).revision())
        .flatMap(revision -> revision == last.revision() ? Mono.just(last()) : read(revision));
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

  /** As it was when {@link #now} was last asked, at the prices of now; empty before. */
  public CatalogueSnapshot last() {
    Read read = last;
    Instant now = clock.instant();
    if (!now.isBefore(read.until())) {
      read = Read.of(read.revision(), read.snapshot(), read.models(), now);
      last = read;
    }
    return read.snapshot();
  }

  /** What is read may be newer than the revision: then it is read once more the next time. */
  private Mono<CatalogueSnapshot> read(long revision) {
    return Mono.zip(all().collectList(), models())
        .map(found -> {
          Instant now = clock.instant();
          last =
              Read.of(
                  revision,
                  CatalogueSnapshot.of(
                      specs(found.getT1(), AgentSpec.class),
                      specs(found.getT1(), ToolSpec.class),
                      List.of(),
                      now),
                  found.getT2(),
                  now);
          return last.snapshot();
        });
  }

  /** Those that ship, till they are brought. */
  private Mono<List<CatalogueModel>> models() {
    return postgres
        .alone(client -> new CatalogueModelRows(client).all())
        .map(models -> models.isEmpty() ? CatalogueSnapshot.SHIPPED : models);
  }

  private static <T> List<T> specs(List<CatalogueItem> items, Class<T> type) {
    return usable(items).filter(type::isInstance).map(type::cast).toList();
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
