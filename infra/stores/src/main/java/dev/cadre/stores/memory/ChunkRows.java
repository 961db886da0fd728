package dev.cadre.stores.memory;

import dev.cadre.stores.key.ScopeKey;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sealed;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Reads and writes chunks, in the caller's transaction. */
final class ChunkRows {

  private static final int ROWS_AT_ONCE = 500;

  private final DatabaseClient client;
  private final ScopeKey key;

  ChunkRows(DatabaseClient client, ScopeKey key) {
    this.client = client;
    this.key = key;
  }

  Mono<Void> insert(TenantId tenant, UUID edition, List<Chunk> chunks) {
    return Flux.range(0, (chunks.size() + ROWS_AT_ONCE - 1) / ROWS_AT_ONCE)
        .map(part -> part * ROWS_AT_ONCE)
        .concatMap(from ->
            insert(
                tenant,
                edition,
                from,
                chunks.subList(from, Math.min(chunks.size(), from + ROWS_AT_ONCE))))
        .then();
  }

  private Mono<Void> insert(TenantId tenant, UUID edition, int from, List<Chunk> chunks) {
    // The driver knows no array of bytea.
    Base64.Encoder text = Base64.getEncoder();
    return Sql.of(
            client,
            """
            insert into document_chunk (tenant_id, edition, number, content, vector)
            select $1, $2, $3 + c.ordinal - 1, decode(c.content, 'base64'),
              decode(c.vector, 'base64')
            from unnest($4::text[], $5::text[]) with ordinality as c (content, vector, ordinal)\
            """,
            tenant.value(),
            edition,
            from,
            chunks.stream()
                .map(chunk -> key.sealText(Places.CHUNK_CONTENT, chunk.text()))
                .map(text::encodeToString)
                .toArray(String[]::new),
            chunks.stream()
                .map(chunk -> key.seal(Places.CHUNK_VECTOR, chunk.embedding().bytes()))
                .map(text::encodeToString)
                .toArray(String[]::new))
        .then();
  }

  /** Of these editions, in one order, after a chunk; null: from the first. */
  Flux<StoredEmbedding> embeddings(UUID[] editions, @Nullable ChunkId after) {
    return Sql.of(
            client,
            """
            select edition, number, vector from document_chunk
            where edition = any ($1) and (edition, number) > ($2, $3)
            order by edition, number limit $4\
            """,
            editions,
            after == null ? new UUID(0, 0) : after.edition(),
            after == null ? -1 : after.number(),
            ROWS_AT_ONCE)
        .map(row ->
            new StoredEmbedding(
                id(row), Embedding.read(Sealed.in(row, "vector").open(key, Places.CHUNK_VECTOR))))
        .all();
  }

  /** Those of the ids that stand in the collection. */
  Flux<Passage> passages(UUID collection, List<ChunkId> ids) {
    return Sql.of(
            client,
            """
            select c.edition, c.number, c.content, d.id, d.about
            from unnest($2::uuid[], $3::int[]) as w (edition, number)
            join document_chunk c on c.edition = w.edition and c.number = w.number
            join document d on d.tenant_id = c.tenant_id and d.edition = c.edition
            where d.collection_id = $1\
            """,
            collection,
            ids.stream().map(ChunkId::edition).toArray(UUID[]::new),
            ids.stream().map(ChunkId::number).toArray(Integer[]::new))
        .map(this::passage)
        .all();
  }

  private Passage passage(Readable row) {
    DocumentRows.About about = DocumentRows.About.in(row, key);
    return new Passage(
        id(row),
        Columns.text(row, "id"),
        about.title(),
        about.source(),
        Sealed.in(row, "content").text(key, Places.CHUNK_CONTENT));
  }

  private static ChunkId id(Readable row) {
    return new ChunkId(Columns.uuid(row, "edition"), Columns.number(row, "number"));
  }
}
