package dev.cadre.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting by asking again. */
final class Await {

  private static final long PAUSE_MILLIS = 100;

  private Await() {}

  /** Waits until it holds; fails with {@code what} when it does not in time. */
  static void until(String what, Duration patience, BooleanSupplier holds) {
    found(what, patience, () -> holds.getAsBoolean() ? Optional.of(true) : Optional.empty());
  }

  /** Waits until something is found. */
  static <T> T found(String what, Duration patience, Supplier<Optional<T>> look) {
    Instant end = Instant.now().plus(patience);
    while (true) {
      Optional<T> found = look.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(what + " did not happen within " + patience.toSeconds() + " s");
      }
      pause(Duration.ofMillis(PAUSE_MILLIS));
    }
  }

  /** Waits so long. */
  static void pause(Duration pause) {
    try {
      Thread.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }
}
