package dev.cadre.e2e;

import dev.cadre.parts.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A process that stands still (SIGSTOP) until this is closed. */
final class Frozen implements AutoCloseable {

  private final long process;

  Frozen(long process) {
    this.process = process;
    signal("-STOP");
  }

  @Override
  public void close() {
    signal("-CONT");
  }

  private void signal(String name) {
    try {
      Command.of("kill", name, Long.toString(process)).run(Path.of("/"), Duration.ofSeconds(5));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
