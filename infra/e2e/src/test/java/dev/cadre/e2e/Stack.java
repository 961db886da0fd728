package dev.cadre.e2e;

import dev.cadre.local.Cadre;
import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.LogTail;
import dev.cadre.parts.process.PidFile;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import dev.cadre.parts.temporal.TemporalBinary;
import dev.cadre.testkit.fault.FaultServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The whole stack as users start it, once for all tests: the launcher, PostgreSQL, Temporal, API
 * and worker as processes of their own, and a {@link FaultServer} in place of every model's vendor.
 * No local model; everything else has its default, the cooldown of failing targets included.
 */
public final class Stack implements AutoCloseable {

  /** The parts, in the order of their start. */
  static final List<String> PARTS = List.of("postgres", "temporal", "api", "worker");

  /** Looks like a key, so that its appearance anywhere is found. */
  static final String KEY = "sk-canary-key-7f1e5c";

  private static final List<String> VENDORS =
      List.of("OPENAI", "ANTHROPIC", "DEEPSEEK", "PERPLEXITY", "COHERE");

  private static final List<String> PORTS =
      List.of(
          "HTTP_PORT",
          "WORKER_PORT",
          "POSTGRES_PORT",
          "TEMPORAL_PORT",
          "TEMPORAL_UIPORT",
          "DEMO_PORT");

  /** The first start may build Temporal's server. */
  private static final Duration SETTING_UP = Duration.ofMinutes(12);

  private final Path home;
  private final Map<String, String> settings = new HashMap<>();
  private final FaultServer providers = FaultServer.start();
  private final Thread atExit = new Thread(this::down);

  private Stack(Path home) {
    this.home = home;
  }

  /** Starts it and returns when all is ready. */
  static Stack start() {
    Path project = project();
    Stack stack = new Stack(project.resolve("infra/e2e/target/stack"));
    stack.settle(project);
    stack.down();
    Runtime.getRuntime().addShutdownHook(stack.atExit);
    try {
      stack.forget();
      Files.createDirectories(stack.home);
      Command.Outcome up = stack.cadre(SETTING_UP, "up");
      if (!up.ok()) {
        throw new AssertionError("the stack does not start:\n" + String.join("\n", up.output()));
      }
      System.out.println(String.join("\n", up.output()));
      return stack;
    } catch (IOException e) {
      stack.close();
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stack.close();
      throw new AssertionError(e);
    } catch (AssertionError e) {
      stack.close();
      throw e;
    }
  }

  /** The folder that holds the modules. */
  static Path project() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(at.resolve("workflows/src"))) {
      at = java.util.Objects.requireNonNull(at.getParent(), "not started inside the project");
    }
    return at;
  }

  private void settle(Path project) {
    for (String port : PORTS) {
      settings.put("CADRE_" + port, Integer.toString(Ports.free()));
    }
    for (String vendor : VENDORS) {
      settings.put("CADRE_PROVIDERS_" + vendor + "_BASEURL", origin() + "/" + vendor);
      settings.put("CADRE_PROVIDERS_" + vendor + "_APIKEY", KEY);
    }
    settings.put("CADRE_PROVIDERS_OLLAMA_BASEURL", origin() + "/OLLAMA");
    settings.put("CADRE_TOOLS_HTTP_ALLOW", origin());
    settings.put("CADRE_MODEL_PATH", home.resolve("no-model").toString());
    for (String program : List.of("api", "workers")) {
      String name = program.equals("api") ? "API" : "WORKER";
      Path jar = project.resolve(program + "/target/cadre-" + program + "-0.1.0-SNAPSHOT-app.jar");
      settings.put("CADRE_LOCAL_" + name + "_JAR", jar.toString());
    }
  }

  /** Begins anew: what rests or waits since an earlier run is none of this one's. */
  private void forget() throws IOException {
    for (String folder : List.of("postgres", "temporal", "log", "run", "keys", "tokens")) {
      Path old = state().resolve(folder);
      if (Files.exists(old)) {
        try (Stream<Path> files = Files.walk(old)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  private Command.Outcome cadre(Duration patience, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Dcadre.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                Cadre.class.getName()));
    command.addAll(List.of(words));
    return new Command(command, settings).run(Path.of("/"), patience);
  }

  /** The vendors' and tools' end of every call. */
  FaultServer providers() {
    return providers;
  }

  /** What tools may call. */
  String origin() {
    return "http://127.0.0.1:" + providers.port();
  }

  /** The API's address. */
  String api() {
    return "http://127.0.0.1:" + settings.get("CADRE_HTTP_PORT");
  }

  /** The worker's address for health and metrics. */
  String worker() {
    return "http://127.0.0.1:" + settings.get("CADRE_WORKER_PORT");
  }

  /** Who submits. */
  Door requester() {
    return new Door(this, token("requester"));
  }

  /** Who decides. */
  Door reviewer() {
    return new Door(this, token("reviewer"));
  }

  private String token(String user) {
    try {
      return Files.readString(state().resolve("tokens").resolve(user)).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The folder with data, logs and process ids. */
  Path state() {
    return home.resolve(".cadre");
  }

  /** Kills a part as a crash does; the supervisor starts it again. Returns the killed one's id. */
  long kill(String part) {
    ProcessHandle process =
        new PidFile(state().resolve("run"), part)
            .find()
            .orElseThrow(() -> new AssertionError(part + " does not run"));
    process.destroyForcibly();
    return process.pid();
  }

  /** Waits until a killed part has a successor. */
  void awaitAnother(String part, long killed) {
    PidFile pid = new PidFile(state().resolve("run"), part);
    Await.until(
        part + " runs again",
        Duration.ofSeconds(60),
        () -> pid.find().filter(found -> found.pid() != killed).isPresent());
  }

  /** Whether Temporal's port takes connections now. */
  boolean answersTemporal() {
    return Ports.answers("127.0.0.1", Integer.parseInt(settings.get("CADRE_TEMPORAL_PORT")));
  }

  /** The real {@code temporal} command, against this stack's server; its output. */
  String temporal(String... words) {
    Path program =
        new TemporalBinary(CacheFolder.ofUser(), System.getenv(), Progress.SILENT)
            .found()
            .orElseThrow(() -> new AssertionError("no temporal command"));
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--address", "127.0.0.1:" + settings.get("CADRE_TEMPORAL_PORT")));
    try {
      Command.Outcome outcome =
          new Command(command, Map.of("TEMPORAL_ENV_FILE", "/dev/null"))
              .run(home, Duration.ofSeconds(30));
      if (!outcome.ok()) {
        throw new AssertionError(String.join(" ", words) + ": " + outcome.tail());
      }
      return String.join("\n", outcome.output());
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** The last lines of every part's log. */
  String logs() {
    StringBuilder text = new StringBuilder();
    List<String> all = new ArrayList<>(PARTS);
    all.add("supervisor");
    for (String part : all) {
      text.append("--- the end of ").append(part).append(".log\n");
      for (String line : LogTail.of(state().resolve("log/" + part + ".log"), 12)) {
        text.append(line, 0, Math.min(line.length(), 1500)).append('\n');
      }
    }
    return text.toString();
  }

  private void down() {
    try {
      if (Files.isDirectory(state())) {
        cadre(Duration.ofMinutes(2), "down");
      }
    } catch (IOException e) {
      System.err.println("the stack could not be stopped: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops everything; data and logs stay for a look. */
  @Override
  public void close() {
    down();
    providers.close();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM ends already: then it is the hook that closes.
    }
  }
}
