package dev.cadre.parts.postgres;

import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.process.TemporaryPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A PostgreSQL for tests: real, durable, in a folder that is deleted at the end. */
public final class TemporaryPostgres implements AutoCloseable {

  private static final long ROOM = 2L << 30;

  private final PostgresServer server;
  private final TemporaryPart part;

  private TemporaryPostgres(PostgresServer server, TemporaryPart part) {
    this.server = server;
    this.part = part;
  }

  static TemporaryPostgres start(Privileges privileges) {
    try {
      Path folder = Files.createTempDirectory(quickFolder(), "cadre-postgres-");
      PostgresServer server =
          PostgresServer.in(
              folder, PostgresServer.newAccess(Ports.free()), privileges, Progress.SILENT);
      TemporaryPart part = TemporaryPart.start(server, folder);
      server.prepare();
      return new TemporaryPostgres(server, part);
    } catch (IOException e) {
      throw new PartFailure("No PostgreSQL for tests: " + e.getMessage(), "See the cause.", e);
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

  /**
   * The first value that a statement gives, as text and past row-level security; empty when it
   * gives no row.
   */
  public String read(String sql, Object... values) {
    try (Connection connection = access().asSuperuser(PostgresAccess.DATABASE);
        var statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      try (var rows = statement.executeQuery()) {
        return rows.next() ? String.valueOf(rows.getObject(1)) : "";
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The server's process id. */
  public long pid() {
    return part.pid();
  }

  /** Ends it as a crash would: kill -9 of the server process. */
  public void kill() throws InterruptedException {
    part.kill();
  }

  /**
   * Starts it when it does not run and waits until it is ready. After a kill the first starts may
   * fail, while old backends still hold the shared memory.
   */
  public void restart() throws IOException, InterruptedException {
    part.restart();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    part.end();
    server.delete();
  }
}
