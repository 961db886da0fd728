package dev.cadre.stores.memory;

import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads the collections of tenants and the documents in them. */
public final class DocumentReads {

  private final Postgres postgres;
  private final ScopeKeys keys;

  public DocumentReads(Postgres postgres, ScopeKeys keys) {
    this.postgres = postgres;
    this.keys = keys;
  }

  /** All collections of a tenant, by name. */
  public Mono<List<CollectionRead>> collections(TenantId tenant) {
    return postgres.manyInTenant(tenant, CollectionRows::all).collectList();
  }

  /** One by its name; empty when the tenant has none. */
  public Mono<CollectionRead> collection(TenantId tenant, String name) {
    return postgres.inTenant(tenant, client -> CollectionRows.one(client, name));
  }

  /** Which one bears a name, and how far it is; empty when the tenant has none. */
  public Mono<CollectionHead> head(TenantId tenant, String name) {
    return postgres.inTenant(
        tenant,
        client ->
            Sql.of(client, "select id, revision from collection where name = $1", name)
                .map(row ->
                    new CollectionHead(Columns.uuid(row, "id"), Columns.count(row, "revision")))
                .one());
  }

  /**
   * A collection's documents by id.
   *
   * @param after the last id of the page before; null: the first page
   */
  public Mono<List<DocumentRead>> documents(
      TenantId tenant, UUID collection, @Nullable String after, int limit) {
    String last = after == null ? "" : after;
    return keys.of(tenant)
        .flatMap(key ->
            postgres
                .manyInTenant(
                    tenant, client -> new DocumentRows(client, collection, key).page(last, limit))
                .collectList());
  }

  /** One with its text; empty when there is none of that id. */
  public Mono<WholeDocument> document(TenantId tenant, UUID collection, String id) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres.inTenant(tenant, client -> new DocumentRows(client, collection, key).one(id)));
  }

  /** What stands in a collection now; empty when there is no such collection. */
  public Mono<Editions> editions(TenantId tenant, UUID collection) {
    return postgres.inTenant(
        tenant,
        // In this order: what changes between the two is seen again under a higher revision.
        client ->
            revision(client, collection)
                .flatMap(revision ->
                    Sql.of(
                            client,
                            "select edition from document where collection_id = $1",
                            collection)
                        .map(row -> Columns.uuid(row, "edition"))
                        .all()
                        .collectList()
                        .map(ids -> new Editions(revision, Set.copyOf(ids)))));
  }

  private static Mono<Long> revision(DatabaseClient client, UUID collection) {
    return Sql.of(client, "select revision from collection where id = $1", collection)
        .map(row -> Columns.count(row, "revision"))
        .one();
  }

  /**
   * Where the chunks of editions stand, some hundreds of them.
   *
   * @param after the last of those before; null: from the first
   * @return none when there are no more
   */
  public Mono<List<StoredEmbedding>> embeddings(
      TenantId tenant, Collection<UUID> editions, @Nullable ChunkId after) {
    UUID[] ids = editions.toArray(UUID[]::new);
    return keys.of(tenant)
        .flatMap(key ->
            postgres
                .manyInTenant(tenant, client -> new ChunkRows(client, key).embeddings(ids, after))
                .collectList());
  }

  /** Those of the chunks that stand in the collection now, in no order. */
  public Mono<List<Passage>> passages(TenantId tenant, UUID collection, List<ChunkId> ids) {
    return keys.of(tenant)
        .flatMap(key ->
            postgres
                .manyInTenant(
                    tenant, client -> new ChunkRows(client, key).passages(collection, ids))
                .collectList());
  }
}
