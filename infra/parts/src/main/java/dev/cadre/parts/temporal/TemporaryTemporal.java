package dev.cadre.parts.temporal;

import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.TemporaryPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A Temporal server for tests: real, with its Web UI, in a folder that is deleted at the end. */
public final class TemporaryTemporal implements AutoCloseable {

  private final TemporalServer server;
  private final TemporaryPart part;

  private TemporaryTemporal(TemporalServer server, TemporaryPart part) {
    this.server = server;
    this.part = part;
  }

  static TemporaryTemporal start(TemporalCommand command) {
    try {
      Path folder = Files.createTempDirectory("cadre-temporal-");
      TemporalSettings settings =
          new TemporalSettings(
              folder.resolve("temporal.db"), Ports.free(), Ports.free(), Optional.empty());
      TemporalServer server = new TemporalServer(() -> command, settings);
      return new TemporaryTemporal(server, TemporaryPart.start(server, folder));
    } catch (IOException e) {
      throw new PartFailure("No Temporal server for tests: " + e.getMessage(), "See the cause.", e);
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
    return part.pid();
  }

  /** Ends it as a crash would. */
  public void kill() throws InterruptedException {
    part.kill();
  }

  /** Starts it when it does not run and waits until it is ready. */
  public void restart() throws IOException, InterruptedException {
    part.restart();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    part.end();
  }
}
