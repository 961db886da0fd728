package dev.cadre.parts.process;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Ends a process: asked first, killed when it does not listen. */
public final class Stopping {

  private Stopping() {}

  /** Asks by {@code ask}, waits for {@code grace}, then kills; returns when it is gone. */
  public static void stop(ProcessHandle process, Consumer<ProcessHandle> ask, Duration grace)
      throws InterruptedException {
    if (!process.isAlive()) {
      return;
    }
    ask.accept(process);
    if (!gone(process, grace)) {
      process.destroyForcibly();
      gone(process, Duration.ofSeconds(10));
    }
  }

  /** Whether the process is gone within that time. */
  public static boolean gone(ProcessHandle process, Duration within) throws InterruptedException {
    try {
      process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return !process.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
