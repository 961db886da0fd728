package dev.cadre.activities.memory;

import dev.cadre.stores.memory.Embedding;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The index of one collection. Before it is asked it catches up with the store; what was deleted is
 * soon taken out of its files too.
 */
final class CollectionIndex {

  private static final Logger LOG = LoggerFactory.getLogger(CollectionIndex.class);

  private final Path folder;
  private final IndexedCollection source;
  private final IndexThreads threads;
  private final Object writing = new Object();
  private final AtomicBoolean purging = new AtomicBoolean();
  private @Nullable VectorFiles files;
  private @Nullable Future<?> running;
  private boolean closed;

  CollectionIndex(Path folder, IndexedCollection source, IndexThreads threads) {
    this.folder = folder;
    this.source = source;
    this.threads = threads;
  }

  /**
   * The nearest chunks of what stood in the collection at a revision, or later.
   *
   * @throws AlreadyClosedException when it was closed meanwhile
   * @throws IOException when files cannot be read or written
   */
  List<Hit> nearest(long revision, Embedding query, int count)
      throws IOException, InterruptedException {
    VectorFiles open = files();
    // One that runs may have begun before this revision; the next one has not.
    for (int round = 0; round < 2 && (open == null || open.revision() != revision); round++) {
      await(catchingUp());
      open = files();
    }
    if (open == null) {
      throw new AlreadyClosedException("closed");
    }
    return open.nearest(query, count);
  }

  private synchronized @Nullable VectorFiles files() {
    return files;
  }

  private synchronized Future<?> catchingUp() {
    refuseClosed();
    Future<?> now = running;
    if (now == null || now.isDone()) {
      now = threads.build(this::catchUp);
      running = now;
    }
    return now;
  }

  private static void await(Future<?> future) throws IOException, InterruptedException {
    try {
      future.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException broken ->
            throw new IOException("the index was not brought up to date", broken);
        case RuntimeException other -> throw other;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }

  private @Nullable Void catchUp() throws IOException {
    synchronized (writing) {
      VectorFiles open = caughtUp();
      if (open.holdsDeleted() && purging.compareAndSet(false, true)) {
        threads.purge(this::purge);
      }
    }
    return null;
  }

  private VectorFiles caughtUp() throws IOException {
    try {
      return bring();
    } catch (IOException | IllegalArgumentException e) {
      // The latter comes of files of a Lucene that this one does not know any more.
      if (e instanceof FileSystemException && !(e instanceof NoSuchFileException)) {
        throw e;
      }
      LOG.warn("An index is damaged, so it is built anew: {} ({})", folder, e.toString());
      discard();
      return bring();
    }
  }

  private VectorFiles bring() throws IOException {
    VectorFiles open = files();
    if (open == null) {
      open = keep(VectorFiles.open(folder));
    }
    source.bring(open);
    return open;
  }

  private synchronized void discard() throws IOException {
    IOUtils.closeWhileHandlingException(files);
    files = null;
    IOUtils.rm(folder);
  }

  private synchronized VectorFiles keep(VectorFiles open) throws IOException {
    if (closed) {
      open.close();
    }
    refuseClosed();
    files = open;
    return open;
  }

  private void refuseClosed() {
    if (closed) {
      throw new AlreadyClosedException("closed");
    }
  }

  private void purge() {
    purging.set(false);
    synchronized (writing) {
      VectorFiles open = files();
      try {
        if (open != null) {
          open.purge();
        }
      } catch (IOException e) {
        LOG.warn(
            "Erased vectors stay in an index until its next change: {} ({})", folder, e.toString());
      } catch (AlreadyClosedException e) {
        // Whoever opens it next finds them.
      }
    }
  }

  synchronized void close() {
    closed = true;
    IOUtils.closeWhileHandlingException(files);
    files = null;
  }
}
