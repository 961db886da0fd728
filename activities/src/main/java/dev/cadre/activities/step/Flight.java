package dev.cadre.activities.step;

import dev.cadre.workflows.step.AttemptResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An attempt in flight on this worker. Only the call itself can be aborted: what follows it, the
 * commit, is always brought to its end.
 */
final class Flight {

  private final CompletableFuture<AttemptResult> outcome = new CompletableFuture<>();
  private final Object lock = new Object();
  private @Nullable Thread calling;
  private boolean cancelled;

  CompletableFuture<AttemptResult> outcome() {
    return outcome;
  }

  /** Runs the call on this thread; an abort interrupts it. */
  <T> T calling(Supplier<T> call) {
    synchronized (lock) {
      calling = Thread.currentThread();
      if (cancelled) {
        Thread.currentThread().interrupt();
      }
    }
    try {
      return call.get();
    } finally {
      synchronized (lock) {
        calling = null;
        // The commit that follows blocks too, and must not be hit by an abort that came too late.
        Thread.interrupted();
      }
    }
  }

  boolean cancelled() {
    synchronized (lock) {
      return cancelled;
    }
  }

  void cancel() {
    synchronized (lock) {
      cancelled = true;
      if (calling != null) {
        calling.interrupt();
      }
    }
  }
}
