package dev.cadre.activities.memory;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Who changes indexes: threads that no caller's deadline interrupts, for an interrupt would close
 * the files under Lucene. Platform threads, because building a graph computes for long.
 */
final class IndexThreads implements AutoCloseable {

  private static final int BUILDING = 4;
  private static final long CLOSE_WAIT = 5;

  private final ExecutorService building =
      Executors.newFixedThreadPool(
          BUILDING, Thread.ofPlatform().daemon().name("rag-index-", 1).factory());
  private final ExecutorService purging =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("rag-purge-", 1).factory());

  /** Work that somebody waits for. */
  Future<?> build(Callable<?> work) {
    return building.submit(work);
  }

  /** Work that nobody waits for; not done after the end. */
  void purge(Runnable work) {
    try {
      purging.execute(work);
    } catch (RejectedExecutionException e) {
      // The worker stops; the next one finds what is left.
    }
  }

  /** What runs ends within seconds, or is broken off with the process. */
  @Override
  public void close() {
    building.shutdown();
    purging.shutdown();
    try {
      if (building.awaitTermination(CLOSE_WAIT, TimeUnit.SECONDS)) {
        purging.awaitTermination(CLOSE_WAIT, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
