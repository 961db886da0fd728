package dev.cadre.parts.postgres;

import dev.cadre.parts.process.LogTail;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL for tests: real, durable, in a folder that is deleted at the end. */
public final class TemporaryPostgres implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final long ROOM = 2L << 30;

  private final Path folder;
  private final PostgresServer server;
  private final Thread atExit;
  private @Nullable Process process;

  private TemporaryPostgres(Path folder, PostgresServer server) {
    this.folder = folder;
    this.server = server;
    this.atExit = new Thread(this::killQuietly);
  }

  static TemporaryPostgres start(Privileges privileges) {
    try {
      Path folder = Files.createTempDirectory(quickFolder(), "cadre-postgres-");
      PostgresServer server =
          PostgresServer.in(
              folder, PostgresServer.newAccess(Ports.free()), privileges, Progress.SILENT);
      TemporaryPostgres temporary = new TemporaryPostgres(folder, server);
      Runtime.getRuntime().addShutdownHook(temporary.atExit);
      temporary.restart();
      server.prepare();
      return temporary;
    } catch (IOException e) {
      throw new PartFailure("No PostgreSQL for tests: " + e.getMessage(), "See the cause.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted.", "Try again.", e);
    }
  }

  /** In memory where there is such a place: a kill of processes loses nothing there either. */
  private static Path quickFolder() throws IOException {
    Path memory = Path.of("/dev/shm");
    boolean roomy = Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM;
    return roomy ? memory : Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
  }

  /** Where and by which passwords it is reached; the same after a restart. */
  public PostgresAccess access() {
    return server.access();
  }

  /** The server's process id. */
  public long pid() {
    return process == null ? -1 : process.pid();
  }

  /** Ends it as a crash would: kill -9 of the server process. */
  public void kill() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /**
   * Starts it when it does not run and waits until it is ready. After a kill the first starts may
   * fail, while old backends still hold the shared memory.
   */
  public void restart() throws IOException, InterruptedException {
    Path log = folder.resolve("postgres.log");
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
        "PostgreSQL was not ready within a minute: " + String.join("\n", LogTail.of(log, 10)),
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
      server.end(process.toHandle());
    }
    server.delete();
    PostgresBinaries.deleteTree(folder);
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
