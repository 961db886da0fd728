package dev.cadre.parts.temporal;

import dev.cadre.parts.process.LogTail;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Stopping;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Temporal server for tests: real, with its Web UI, in a folder that is deleted at the end. */
public final class TemporaryTemporal implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path folder;
  private final TemporalServer server;
  private final Thread atExit;
  private @Nullable Process process;

  private TemporaryTemporal(Path folder, TemporalServer server) {
    this.folder = folder;
    this.server = server;
    this.atExit = new Thread(this::killQuietly);
  }

  static TemporaryTemporal start(TemporalCommand command) {
    try {
      Path folder = Files.createTempDirectory("cadre-temporal-");
      TemporalSettings settings =
          new TemporalSettings(
              folder.resolve("temporal.db"), Ports.free(), Ports.free(), Optional.empty());
      TemporaryTemporal temporary =
          new TemporaryTemporal(folder, new TemporalServer(() -> command, settings));
      Runtime.getRuntime().addShutdownHook(temporary.atExit);
      temporary.restart();
      return temporary;
    } catch (IOException e) {
      throw new PartFailure("No Temporal server for tests: " + e.getMessage(), "See the cause.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted.", "Try again.", e);
    }
  }

  /** {@code host:port} for clients; the same after a restart. */
  public String target() {
    return server.settings().target();
  }

  /** The Web UI. */
  public String ui() {
    return server.settings().ui();
  }

  /** The server's process id. */
  public long pid() {
    return process == null ? -1 : process.pid();
  }

  /** Ends it as a crash would: kill -9. */
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Starts it when it does not run and waits until it is ready. */
  public void restart() throws IOException, InterruptedException {
    Path log = folder.resolve("temporal.log");
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Process current = process;
      if (current == null || !current.isAlive()) {
        process = server.start(log);
      } else if (server.ready()) {
        return;
      }
      Thread.sleep(50);
    }
    throw new PartFailure(
        "Temporal was not ready within a minute: " + String.join("\n", LogTail.of(log, 10)),
        "See its log.");
  }

  private void killQuietly() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (process != null) {
      Stopping.stop(process.toHandle(), ProcessHandle::destroy, Duration.ofSeconds(15));
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
