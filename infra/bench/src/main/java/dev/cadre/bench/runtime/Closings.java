package dev.cadre.bench.runtime;

import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** What is to be ended, the last first; what fails to end keeps nothing else from it. */
final class Closings implements AutoCloseable {

  /** An end. */
  interface Closing {
    void run() throws IOException, InterruptedException;
  }

  private final Deque<Closing> closings = new ArrayDeque<>();
  private final Progress progress;

  Closings(Progress progress) {
    this.progress = progress;
  }

  synchronized void add(Closing closing) {
    closings.push(closing);
  }

  @Override
  public synchronized void close() {
    while (!closings.isEmpty()) {
      try {
        closings.pop().run();
      } catch (IOException | RuntimeException e) {
        progress.say("not ended well: " + e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
