package dev.cadre.activities.memory;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.memory.Added;
import dev.cadre.stores.memory.Chunk;
import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.DocumentStore;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.stores.memory.NewDocument;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** Takes documents in: cut, turned into vectors, stored. */
public final class Documents {

  private static final Duration READ = Duration.ofSeconds(15);
  private static final Duration WRITE = Duration.ofSeconds(60);

  private final DocumentStore store;
  private final DocumentReads reads;
  private final Embeddings embeddings;

  public Documents(DocumentStore store, DocumentReads reads, Embeddings embeddings) {
    this.store = store;
    this.reads = reads;
    this.embeddings = embeddings;
  }

  /**
   * Adds a document, or replaces another content under its id. Blocks, a large one for a minute; an
   * interrupt of the calling thread aborts it, and then nothing is stored.
   *
   * @throws NoCollection when the tenant has none of this name
   * @throws EmbeddingFailed when no vectors could be made
   */
  public Added add(TenantId tenant, By by, String collection, NewDocument document)
      throws InterruptedException {
    CollectionHead head =
        reads
            .head(tenant, collection)
            .blockOptional(READ)
            .orElseThrow(() -> new NoCollection(collection));
    if (Boolean.TRUE.equals(store.holds(tenant, head.id(), document).block(READ))) {
      return Added.UNCHANGED;
    }
    return store
        .add(tenant, by, head.id(), document, chunks(document))
        .blockOptional(WRITE)
        .orElseThrow(() -> new NoCollection(collection));
  }

  private List<Chunk> chunks(NewDocument document) throws InterruptedException {
    List<String> texts = TextChunks.of(document.text());
    List<Embedding> vectors = embeddings.of(texts);
    return IntStream.range(0, texts.size())
        .mapToObj(i -> new Chunk(texts.get(i), vectors.get(i)))
        .toList();
  }
}
