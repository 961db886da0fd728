package dev.cadre.e2e;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.TemporaryPart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One more worker of a stack, without a supervisor; closing it ends it. */
final class ExtraWorker implements AutoCloseable {

  private final TemporaryPart part;

  private ExtraWorker(TemporaryPart part) {
    this.part = part;
  }

  /** Starts it and waits until it takes work. */
  static ExtraWorker start(Stack stack) {
    return start(stack, Map.of());
  }

  /** The same with further settings, as environment variables. */
  static ExtraWorker start(Stack stack, Map<String, String> more) {
    try {
      Path folder = Files.createTempDirectory("cadre-worker-");
      return new ExtraWorker(TemporaryPart.start(new Program(stack, Ports.free(), more), folder));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it as a crash does. */
  void kill() {
    try {
      part.kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      part.end();
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The program as the launcher starts it, on a port of its own. */
  private record Program(Stack stack, int port, Map<String, String> more) implements Part {

    @Override
    public String name() {
      return "extra-worker";
    }

    @Override
    public String address() {
      return "http://127.0.0.1:" + port;
    }

    @Override
    public Process start(Path log) throws IOException {
      PostgresAccess postgres = stack.postgres();
      ProcessBuilder builder =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-Xmx384m",
                  "--enable-native-access=ALL-UNNAMED",
                  "-jar",
                  stack.settings().get("CADRE_LOCAL_WORKER_JAR"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
      stack
          .settings()
          .forEach((name, value) -> {
            if (!name.contains("PORT") && !name.startsWith("CADRE_LOCAL_")) {
              builder.environment().put(name, value);
            }
          });
      builder
          .environment()
          .putAll(
              Map.of(
                  "SERVER_ADDRESS", "127.0.0.1",
                  "SERVER_PORT", Integer.toString(port),
                  "CADRE_TEMPORAL_TARGET", stack.temporal(),
                  "CADRE_POSTGRES_URL", postgres.r2dbcUrl(),
                  "CADRE_POSTGRES_USERNAME", PostgresAccess.APP,
                  "CADRE_POSTGRES_PASSWORD", postgres.appPassword(),
                  "CADRE_KEYS_MASTER_FILE", stack.state().resolve("keys/master.key").toString()));
      builder.environment().putAll(more);
      return builder.start();
    }

    @Override
    public boolean ready() {
      return Stack.ready(address());
    }
  }
}
