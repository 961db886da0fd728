package dev.cadre.parts.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part for tests, without a supervisor: started, killed as by a crash, started again. It ends
 * with the JVM at the latest.
 */
public final class TemporaryPart {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Part part;
  private final Path folder;
  private final Thread atExit;
  private @Nullable Process process;

  private TemporaryPart(Part part, Path folder) {
    this.part = part;
    this.folder = folder;
    this.atExit = new Thread(this::endQuietly);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param folder takes its log, and goes with it
   * @throws PartFailure when it cannot be started
   */
  public static TemporaryPart start(Part part, Path folder) {
    TemporaryPart temporary = new TemporaryPart(part, folder);
    Runtime.getRuntime().addShutdownHook(temporary.atExit);
    try {
      temporary.restart();
      return temporary;
    } catch (IOException e) {
      throw new PartFailure(
          "No " + part.name() + " for tests: " + e.getMessage(), "See the cause.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted.", "Try again.", e);
    }
  }

  /** The process id; -1 when it was never started. */
  public long pid() {
    return process == null ? -1 : process.pid();
  }

  /**
   * Ends it as a crash would: kill -9. Returns when its children have gone too, which end by
   * themselves and may answer until then.
   */
  public void kill() throws InterruptedException {
    if (process != null) {
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly().waitFor();
      long end = System.nanoTime() + PATIENCE.toNanos();
      while (children.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < end) {
        Thread.sleep(10);
      }
    }
  }

  /**
   * Starts it when it does not run and waits until it is ready; after a kill the first starts may
   * fail.
   */
  public void restart() throws IOException, InterruptedException {
    Path log = folder.resolve(part.name() + ".log");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Process current = process;
      if (current == null || !current.isAlive()) {
        process = part.start(log);
      } else if (part.ready()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new PartFailure(
        part.name() + " was not ready within a minute: " + String.join("\n", LogTail.of(log, 10)),
        "See its log.");
  }

  /** The folder may be in memory, which it would take from whatever is tested next. */
  private void endQuietly() {
    try {
      stopAndDelete();
    } catch (IOException e) {
      System.err.println(folder + " is left behind: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopAndDelete() throws IOException, InterruptedException {
    if (process != null) {
      Stopping.stop(process.toHandle(), part::askToStop, part.grace());
    }
    FileTree.delete(folder);
  }

  /** Ends the process and deletes the folder. */
  public void end() throws IOException, InterruptedException {
    stopAndDelete();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM ends already: the hook finds nothing left to kill.
    }
  }
}
