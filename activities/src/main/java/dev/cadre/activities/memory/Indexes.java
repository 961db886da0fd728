package dev.cadre.activities.memory;

import dev.cadre.stores.memory.CollectionHead;
import dev.cadre.stores.memory.DocumentReads;
import dev.cadre.stores.memory.Embedding;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.lucene.store.AlreadyClosedException;

/**
 * The indexes of this worker, one of each collection that was asked, in a folder of its own beneath
 * its tenant's. So many are open; of more, the one that was not asked for the longest time is
 * closed.
 */
public final class Indexes implements AutoCloseable {

  private static final int TRIES = 3;

  private final Path directory;
  private final int most;
  private final DocumentReads store;
  private final IndexThreads threads = new IndexThreads();
  private final Map<UUID, CollectionIndex> open = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * None is open yet.
   *
   * @param directory for nothing else; what is in it can be deleted at any time
   * @param most that are open at once
   */
  public Indexes(Path directory, int most, DocumentReads store) {
    this.directory = directory;
    this.most = most;
    this.store = store;
  }

  /** The nearest chunks of a tenant's collection as the head shows it, or later. */
  List<Hit> nearest(TenantId tenant, CollectionHead head, Embedding query, int count)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return of(tenant, head.id()).nearest(head.revision(), query, count);
      } catch (AlreadyClosedException e) {
        // Others were asked more; it is opened again.
        if (tries == TRIES) {
          throw new IOException("too many collections are asked at once", e);
        }
      }
    }
  }

  private synchronized CollectionIndex of(TenantId tenant, UUID collection) {
    CollectionIndex index =
        open.computeIfAbsent(
            collection,
            id ->
                new CollectionIndex(
                    directory.resolve(tenant.toString()).resolve(id.toString()),
                    new IndexedCollection(tenant, id, store),
                    threads));
    if (open.size() > most) {
      Map.Entry<UUID, CollectionIndex> eldest = open.entrySet().iterator().next();
      eldest.getValue().close();
      open.remove(eldest.getKey());
    }
    return index;
  }

  synchronized int open() {
    return open.size();
  }

  @Override
  public void close() {
    threads.close();
    synchronized (this) {
      open.values().forEach(CollectionIndex::close);
      open.clear();
    }
  }
}
