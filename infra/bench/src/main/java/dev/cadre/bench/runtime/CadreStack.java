package dev.cadre.bench.runtime;

import dev.cadre.local.Cadre;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.PidFile;
import dev.cadre.parts.process.Ports;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One API and one worker of Cadre's, started by the launcher as users start them, on a PostgreSQL
 * and a Temporal that are given.
 */
public final class CadreStack implements AutoCloseable {

  private static final Duration STARTING = Duration.ofMinutes(5);
  private static final Duration STOPPING = Duration.ofMinutes(2);

  private final Path home;
  private final Map<String, String> settings = new HashMap<>();

  private CadreStack(Path home) {
    this.home = home;
  }

  /**
   * Starts it and returns when all is ready.
   *
   * @param project the folder that holds the modules, built
   * @param home takes the state
   * @param temporal {@code host:port}
   * @param provider stands for every vendor of models
   */
  static CadreStack start(
      Path project, Path home, PostgresAccess postgres, String temporal, URI provider)
      throws InterruptedException {
    CadreStack stack = new CadreStack(home);
    stack.settle(project, postgres, temporal, provider);
    try {
      Files.createDirectories(home);
      Command.Outcome up = stack.launcher(STARTING, "up");
      if (!up.ok()) {
        throw new PartFailure("Cadre does not start: " + up.tail(), "See " + home + "/.cadre/log.");
      }
      return stack;
    } catch (IOException e) {
      throw new PartFailure("Cadre does not start: " + e.getMessage(), "See the cause.", e);
    }
  }

  private void settle(Path project, PostgresAccess postgres, String temporal, URI provider) {
    for (String port :
        List.of(
            "HTTP_PORT",
            "WORKER_PORT",
            "POSTGRES_PORT",
            "TEMPORAL_PORT",
            "TEMPORAL_UIPORT",
            "DEMO_PORT")) {
      settings.put("CADRE_" + port, Integer.toString(Ports.free()));
    }
    settings.put("CADRE_POSTGRES_URL", postgres.r2dbcUrl());
    settings.put("CADRE_POSTGRES_USERNAME", PostgresAccess.APP);
    settings.put("CADRE_POSTGRES_PASSWORD", postgres.appPassword());
    settings.put("CADRE_POSTGRES_OWNER_USERNAME", PostgresAccess.OWNER);
    settings.put("CADRE_POSTGRES_OWNER_PASSWORD", postgres.ownerPassword());
    settings.put("CADRE_TEMPORAL_TARGET", temporal);
    settings.put("CADRE_PROVIDERS_OPENAI_BASEURL", provider.toString());
    settings.put("CADRE_PROVIDERS_OPENAI_APIKEY", "none-needed");
    settings.put("CADRE_MODEL_PATH", home.resolve("no-model").toString());
    for (String program : List.of("api", "workers")) {
      String name = program.equals("api") ? "API" : "WORKER";
      Path jar = project.resolve(program + "/target/cadre-" + program + "-0.1.0-SNAPSHOT-app.jar");
      settings.put("CADRE_LOCAL_" + name + "_JAR", jar.toString());
    }
  }

  private Command.Outcome launcher(Duration patience, String word)
      throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(
            List.of(
                JavaProgram.tool("java"),
                "-XX:TieredStopAtLevel=1",
                "-Dcadre.home=" + home,
                "-cp",
                System.getProperty("java.class.path", ""),
                Cadre.class.getName(),
                word));
    return new Command(words, settings).run(Path.of("/"), patience);
  }

  private Path state() {
    return home.resolve(".cadre");
  }

  /** The API's address. */
  public URI api() {
    return URI.create("http://127.0.0.1:" + settings.get("CADRE_HTTP_PORT"));
  }

  /** The master key, which the codec of bare workflows needs too. */
  public Path masterKey() {
    return state().resolve("keys/master.key");
  }

  /** A user's token: {@code requester} or {@code reviewer}. */
  public String token(String user) {
    try {
      return Files.readString(state().resolve("tokens").resolve(user)).strip();
    } catch (IOException e) {
      throw new PartFailure("There is no token of " + user + ".", "See the cause.", e);
    }
  }

  /** The worker's process; after a kill its successor, as soon as there is one. */
  public Optional<ProcessHandle> worker() {
    return process("worker");
  }

  Optional<ProcessHandle> apiProcess() {
    return process("api");
  }

  private Optional<ProcessHandle> process(String part) {
    return new PidFile(state().resolve("run"), part).find();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    if (Files.isDirectory(state())) {
      launcher(STOPPING, "down");
    }
  }
}
