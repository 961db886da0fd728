package dev.cadre.activities.step;

import dev.cadre.workflows.step.AttemptResult;
import java.time.Duration;
import java.time.Instant;
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
  private final @Nullable Instant end;

  /**
   * Of an attempt.
   *
   * @param end when Temporal gives it up; null: never
   */
  Flight(@Nullable Instant end) {
    this.end = end;
  }

  /** Of a wait, what fits into the attempt's time. */
  Duration within(Duration wait) {
    if (end == null) {
      return wait;
    }
    Duration left = Duration.between(Instant.now(), end);
    return left.isNegative() ? Duration.ZERO : left.compareTo(wait) < 0 ? left : wait;
  }

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
