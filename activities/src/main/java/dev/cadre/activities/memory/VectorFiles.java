package dev.cadre.activities.memory;

import dev.cadre.stores.memory.Embedding;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/**
 * A Lucene index in a folder, which several processes may share: only who changes it locks it. A
 * change stands when it is committed, also after a kill; a revision is committed with it.
 */
final class VectorFiles implements Closeable {

  private static final String REVISION = "revision";
  private static final long NOWHERE = -1;
  private static final int LOCK_TRIES = 100;
  private static final long LOCK_PAUSE = 100;

  private final Directory directory;
  private DirectoryReader reader;
  private boolean closed;

  private VectorFiles(Directory directory, DirectoryReader reader) {
    this.directory = directory;
    this.reader = reader;
  }

  /** A change of the files. */
  interface Change {

    void to(IndexWriter writer) throws IOException;
  }

  /**
   * Opens what stands in a folder, or begins there.
   *
   * @throws IOException also when the files are not whole: each one's checksum is compared
   */
  static VectorFiles open(Path folder) throws IOException {
    Files.createDirectories(folder, ownersOnly());
    Directory directory = new MMapDirectory(folder);
    try {
      DirectoryReader reader = reader(directory);
      for (LeafReaderContext leaf : reader.leaves()) {
        if (leaf.reader() instanceof CodecReader whole) {
          whole.checkIntegrity();
        }
      }
      return new VectorFiles(directory, reader);
    } catch (IOException | RuntimeException e) {
      IOUtils.closeWhileHandlingException(directory);
      throw e;
    }
  }

  private static FileAttribute<?>[] ownersOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
        }
        : new FileAttribute<?>[0];
  }

  private static DirectoryReader reader(Directory directory) throws IOException {
    try {
      return DirectoryReader.open(directory);
    } catch (IndexNotFoundException e) {
      try (IndexWriter writer = writer(directory)) {
        commit(writer, NOWHERE);
      }
      return DirectoryReader.open(directory);
    }
  }

  /** Another process may be at it for a moment. */
  private static IndexWriter writer(Directory directory) throws IOException {
    for (int tries = 1; ; tries++) {
      TieredMergePolicy merges = new TieredMergePolicy();
      // What is erased shall go, however little it is.
      merges.setForceMergeDeletesPctAllowed(0);
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setMergePolicy(merges)
              .setMergeScheduler(new SerialMergeScheduler())
              .setCommitOnClose(false);
      try {
        return new IndexWriter(directory, config);
      } catch (LockObtainFailedException e) {
        if (tries == LOCK_TRIES) {
          throw e;
        }
        pause();
      }
    }
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOCK_PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the worker stops", e);
    }
  }

  /** Makes a change; the reader sees what the change committed. */
  void change(Change change) throws IOException {
    try (IndexWriter writer = writer(directory)) {
      refresh();
      change.to(writer);
    }
    refresh();
  }

  /** Takes the vectors of what was deleted out of the files. */
  void purge() throws IOException {
    change(writer -> {
      writer.forceMergeDeletes();
      commit(writer, revision());
    });
  }

  static void commit(IndexWriter writer, long revision) throws IOException {
    writer.setLiveCommitData(Map.of(REVISION, Long.toString(revision)).entrySet());
    writer.commit();
  }

  private void refresh() throws IOException {
    DirectoryReader old = acquire();
    try {
      DirectoryReader next = DirectoryReader.openIfChanged(old);
      if (next != null) {
        swap(next);
      }
    } finally {
      old.decRef();
    }
  }

  private synchronized void swap(DirectoryReader next) throws IOException {
    if (closed) {
      next.close();
    } else {
      reader.decRef();
      reader = next;
    }
  }

  private synchronized DirectoryReader acquire() {
    reader.incRef();
    return reader;
  }

  private interface Read<T> {

    T of(DirectoryReader reader) throws IOException;
  }

  private <T> T read(Read<T> read) throws IOException {
    DirectoryReader held = acquire();
    try {
      return read.of(held);
    } finally {
      held.decRef();
    }
  }

  /** The revision of what can be found here; -1 before the first. */
  long revision() throws IOException {
    return read(reader -> revision(reader.getIndexCommit().getUserData().get(REVISION)));
  }

  private static long revision(@Nullable String text) {
    return text == null ? NOWHERE : Long.parseLong(text);
  }

  Set<UUID> editions() throws IOException {
    return read(ChunkFields::editions);
  }

  /** Whether vectors of what was deleted are still in the files. */
  boolean holdsDeleted() throws IOException {
    return read(DirectoryReader::hasDeletions);
  }

  /** The nearest chunks, the nearest first. */
  List<Hit> nearest(Embedding query, int count) throws IOException {
    return read(reader -> {
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc found :
          new IndexSearcher(reader)
              .search(ChunkFields.nearest(query.numbers(), count), count)
              .scoreDocs) {
        hits.add(ChunkFields.hit(reader, found));
      }
      return hits;
    });
  }

  @Override
  public synchronized void close() throws IOException {
    if (!closed) {
      closed = true;
      reader.decRef();
      directory.close();
    }
  }
}
