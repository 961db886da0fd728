package dev.cadre.activities.memory;

import dev.cadre.stores.memory.ChunkId;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.Editions;
import dev.cadre.stores.memory.StoredEmbedding;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.Term;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** A collection as the store has it: brings an index up to it, by what differs. */
record IndexedCollection(TenantId tenant, UUID id, DocumentReads store) {

  private static final Duration STORE_WAIT = Duration.ofSeconds(15);
  private static final int EDITIONS_AT_ONCE = 50;

  /** After so many chunks what was built stands, and is not built again after a kill. */
  private static final int COMMIT_AFTER = 5_000;

  /** Reads the vectors of what is new, and of nothing else. */
  void bring(VectorFiles files) throws IOException {
    if (editions().revision() == files.revision()) {
      return;
    }
    files.change(writer -> {
      Set<UUID> standing = files.editions();
      Editions now = editions();
      writer.deleteDocuments(
          standing.stream()
              .filter(edition -> !now.ids().contains(edition))
              .map(ChunkFields::edition)
              .toArray(Term[]::new));
      Set<UUID> added = new HashSet<>(now.ids());
      added.removeAll(standing);
      add(writer, List.copyOf(added), files.revision());
      VectorFiles.commit(writer, now.revision());
    });
  }

  private Editions editions() {
    // Of a collection that is gone nothing stands.
    return store
        .editions(tenant, id)
        .blockOptional(STORE_WAIT)
        .orElseGet(() -> new Editions(0, Set.of()));
  }

  private void add(IndexWriter writer, List<UUID> editions, long revision) throws IOException {
    int pending = 0;
    for (int from = 0; from < editions.size(); from += EDITIONS_AT_ONCE) {
      pending +=
          add(writer, editions.subList(from, Math.min(editions.size(), from + EDITIONS_AT_ONCE)));
      if (pending > COMMIT_AFTER) {
        VectorFiles.commit(writer, revision);
        pending = 0;
      }
    }
  }

  private int add(IndexWriter writer, List<UUID> editions) throws IOException {
    int count = 0;
    List<StoredEmbedding> page = page(editions, null);
    while (!page.isEmpty()) {
      List<org.apache.lucene.document.Document> documents = new ArrayList<>();
      for (StoredEmbedding stored : page) {
        documents.add(ChunkFields.document(stored));
      }
      writer.addDocuments(documents);
      count += page.size();
      page = page(editions, page.getLast().chunk());
    }
    return count;
  }

  private List<StoredEmbedding> page(List<UUID> editions, @Nullable ChunkId after) {
    Mono<List<StoredEmbedding>> page = store.embeddings(tenant, editions, after);
    return Objects.requireNonNull(page.block(STORE_WAIT));
  }
}
