package dev.cadre.stores.memory;

import dev.cadre.stores.audit.AuditEntry;
import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * Makes collections of tenants, and changes the documents in them; texts and vectors are sealed
 * with the tenant's key. Changes of one collection are made one after another.
 */
public final class DocumentStore {

  private final Postgres postgres;
  private final ScopeKeys keys;
  private final Clock clock;

  public DocumentStore(Postgres postgres, ScopeKeys keys, Clock clock) {
    this.postgres = postgres;
    this.keys = keys;
    this.clock = clock;
  }

  /** A change of a collection that nobody else changes meanwhile. */
  private record Change(
      DatabaseClient client, TenantId tenant, By by, UUID collection, ScopeKey key, Instant now) {

    DocumentRows documents() {
      return new DocumentRows(client, collection, key);
    }

    /** The collection has changed: its revision rises, and the act is kept. */
    Mono<Void> done(String action, String object, long documents) {
      AuditEntry entry = by.done(now, action, "document", object).with("documents", documents);
      return CollectionRows.changed(client, collection, now)
          .then(AuditRows.write(client, tenant, entry));
    }
  }

  /**
   * Makes a collection.
   *
   * @param name a letter a-z, then at most 62 of {@code a-z 0-9 . _ -}
   * @return an error of {@link ChangeRefused} when there is one of that name
   */
  public Mono<CollectionRead> create(TenantId tenant, By by, String name) {
    Instant now = clock.instant();
    AuditEntry entry = by.done(now, "collection.create", "collection", name);
    return postgres.inTenant(
        tenant,
        client ->
            CollectionRows.insert(client, tenant, id(now), name, now)
                .then(AuditRows.write(client, tenant, entry))
                .then(CollectionRows.one(client, name)));
  }

  /** Whether the very same stands there already: then nothing needs to be made of it. */
  public Mono<Boolean> holds(TenantId tenant, UUID collection, NewDocument document) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    new DocumentRows(client, collection, key)
                        .standing(document.id())
                        .map(standing -> standing.same(document, key))
                        .defaultIfEmpty(false)));
  }

  /**
   * Adds a document, or replaces another content under its id.
   *
   * @param chunks of its text, in their order
   * @return empty when there is no such collection
   */
  public Mono<Added> add(
      TenantId tenant, By by, UUID collection, NewDocument document, List<Chunk> chunks) {
    return changing(
        tenant,
        by,
        collection,
        change ->
            change
                .documents()
                .standing(document.id())
                .flatMap(standing ->
                    standing.same(document, change.key())
                        ? Mono.just(Added.UNCHANGED)
                        : change
                            .documents()
                            .delete(document.id())
                            .then(put(change, document, chunks, standing.createdAt()))
                            .thenReturn(Added.REPLACED))
                .switchIfEmpty(
                    Mono.defer(() -> put(change, document, chunks, change.now()))
                        .thenReturn(Added.CREATED)));
  }

  private static Mono<Void> put(
      Change change, NewDocument document, List<Chunk> chunks, Instant created) {
    UUID edition = id(change.now());
    return change
        .documents()
        .insert(change.tenant(), edition, document, chunks.size(), created, change.now())
        .then(new ChunkRows(change.client(), change.key()).insert(change.tenant(), edition, chunks))
        .then(change.done("document.add", document.id(), 1));
  }

  /** Deletes a document; whether it was there. Empty when there is no such collection. */
  public Mono<Boolean> delete(TenantId tenant, By by, UUID collection, String id) {
    return changing(
            tenant,
            by,
            collection,
            change -> deleted(change, change.documents().delete(id), "document.delete", id))
        .map(count -> count > 0);
  }

  /**
   * Deletes all documents of a source; how many. Empty when there is no such collection.
   *
   * @param source as it was said when they were added
   */
  public Mono<Long> deleteSource(TenantId tenant, By by, UUID collection, String source) {
    return changing(
        tenant,
        by,
        collection,
        change ->
            deleted(
                change,
                change.documents().deleteSource(source),
                "document.delete_source",
                collection.toString()));
  }

  private static Mono<Long> deleted(
      Change change, Mono<Long> deletion, String action, String object) {
    return deletion.delayUntil(
        count -> count > 0 ? change.done(action, object, count) : Mono.empty());
  }

  private <T> Mono<T> changing(
      TenantId tenant, By by, UUID collection, Function<Change, Mono<T>> work) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(
                tenant,
                client ->
                    CollectionRows.lock(client, collection)
                        .flatMap(_ ->
                            work.apply(
                                new Change(
                                    client, tenant, by, collection, key, clock.instant())))));
  }

  private static UUID id(Instant now) {
    return Uuid7.of(now.toEpochMilli(), ThreadLocalRandom.current());
  }
}
