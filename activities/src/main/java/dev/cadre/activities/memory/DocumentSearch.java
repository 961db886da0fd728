package dev.cadre.activities.memory;

import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.stores.memory.Passage;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Finds passages by meaning. An index only proposes: what is shown is what the store holds of the
 * tenant's collection at that moment.
 */
public final class DocumentSearch {

  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  /** More than are asked for: a wider search of the graph misses less. */
  static final int CANDIDATES = 100;

  private final DocumentReads store;
  private final Embeddings embeddings;
  private final Indexes indexes;

  public DocumentSearch(DocumentReads store, Embeddings embeddings, Indexes indexes) {
    this.store = store;
    this.embeddings = embeddings;
    this.indexes = indexes;
  }

  /**
   * The nearest passages, the nearest first. Blocks; an interrupt of the calling thread aborts it.
   *
   * @param query not blank
   * @param top at most so many
   * @param minimum none below this score
   * @throws NoCollection when the tenant has none of this name
   * @throws EmbeddingFailed when no vector could be made of the query
   * @throws IOException when the index can be neither read nor built
   */
  public List<Found> search(
      TenantId tenant, String collection, String query, int top, double minimum)
      throws IOException, InterruptedException {
    CollectionHead head =
        store
            .head(tenant, collection)
            .blockOptional(STORE_WAIT)
            .orElseThrow(() -> new NoCollection(collection));
    Embedding asked = embeddings.of(List.of(query)).getFirst();
    List<Hit> hits =
        indexes.nearest(tenant, head, asked, Math.max(CANDIDATES, top)).stream()
            .filter(hit -> hit.score() >= minimum)
            .toList();
    return standing(tenant, head, hits, top);
  }

  /** Of more hits than are asked for, so that one that is gone leaves no gap. */
  private List<Found> standing(TenantId tenant, CollectionHead head, List<Hit> hits, int top) {
    List<Hit> first = hits.subList(0, Math.min(hits.size(), 2 * top));
    Map<ChunkId, Passage> passages =
        Objects.requireNonNull(
                store
                    .passages(tenant, head.id(), first.stream().map(Hit::chunk).toList())
                    .block(STORE_WAIT))
            .stream()
            .collect(Collectors.toMap(Passage::chunk, Function.identity()));
    return first.stream()
        .flatMap(hit ->
            Optional.ofNullable(passages.get(hit.chunk()))
                .map(passage -> new Found(passage, hit.score()))
                .stream())
        .limit(top)
        .toList();
  }
}
