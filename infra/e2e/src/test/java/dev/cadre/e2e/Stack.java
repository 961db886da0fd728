package dev.cadre.e2e;

import dev.cadre.local.Cadre;
import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.HttpProbe;
import dev.cadre.parts.process.Ports;
import dev.cadre.testkit.fault.FaultServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

  /** The first start may build Temporal's server. */
  private static final Duration SETTING_UP = Duration.ofMinutes(12);

  private final Path home;
  private final StackFolder folder;
  private final Map<String, String> settings;
  private final FaultServer providers = FaultServer.start();
  private final Thread atExit = new Thread(this::down);

  private Stack(Path project, String name, String worker) {
    home = project.resolve("infra/e2e/target").resolve(name);
    folder = new StackFolder(home.resolve(".cadre"));
    settings = StackSettings.of(origin(), project, StackSettings.jar(project, worker));
    settings.put("FAILPOINTS_FOLDER", folder.failPoints().toString());
  }

  /** Starts it as it ships and returns when all is ready. */
  static Stack start() {
    return new Stack(project(), "stack", "workers").begin();
  }

  /** Starts it with the worker that dies at fail points; no target ever rests. */
  static Stack startFailing() {
    Stack stack = new Stack(project(), "stack-failing", "infra/failpoints");
    stack.settings.put("CADRE_COOLDOWN_ENABLED", "false");
    return stack.begin();
  }

  /** Starts it as it ships, but for these settings. */
  static Stack start(Map<String, String> settings) {
    Stack stack = new Stack(project(), "stack-own", "workers");
    stack.settings.putAll(settings);
    return stack.begin();
  }

  private Stack begin() {
    down();
    Runtime.getRuntime().addShutdownHook(atExit);
    try {
      folder.forget();
      Files.createDirectories(home);
      Command.Outcome up = cadre(SETTING_UP, "up");
      if (!up.ok()) {
        throw new AssertionError("the stack does not start:\n" + String.join("\n", up.output()));
      }
      System.out.println(String.join("\n", up.output()));
      return this;
    } catch (IOException e) {
      close();
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new AssertionError(e);
    } catch (AssertionError e) {
      close();
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

  /** The user's command, {@code ./cadre}. */
  Command.Outcome cadre(Duration patience, String... words)
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

  /** Whether a program says that it is ready. */
  static boolean ready(String address) {
    return HttpProbe.ok(URI.create(address + "/health/ready"));
  }

  /** Who may all, in the tenant that operates the stack. */
  Door owner() {
    return new Door(this, folder.token("owner"));
  }

  /** Who submits. */
  Door requester() {
    return new Door(this, folder.token("requester"));
  }

  /** Who decides. */
  Door reviewer() {
    return new Door(this, folder.token("reviewer"));
  }

  /** What it keeps on disk. */
  StackFolder folder() {
    return folder;
  }

  /** The folder with data, logs and process ids. */
  Path state() {
    return folder.state();
  }

  /** Kills a part as a crash does; the supervisor starts it again. Returns the killed one's id. */
  long kill(String part) {
    ProcessHandle process =
        Await.found(part + " runs", Duration.ofSeconds(60), () -> folder.process(part));
    process.destroyForcibly();
    return process.pid();
  }

  /** Waits until a killed part has a successor. */
  void awaitAnother(String part, long killed) {
    Await.until(
        part + " runs again",
        Duration.ofSeconds(60),
        () -> folder.process(part).filter(found -> found.pid() != killed).isPresent());
  }

  /** The database, with the passwords that the launcher made. */
  PostgresAccess postgres() {
    return folder.postgres(Integer.parseInt(settings.get("CADRE_POSTGRES_PORT")));
  }

  /** Lets every target be called again that rests after what earlier tests did to it. */
  void wakeTargets() {
    try (Connection connection = postgres().asOwner();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("delete from cooldown");
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The address of Temporal. */
  String temporal() {
    return "127.0.0.1:" + settings.get("CADRE_TEMPORAL_PORT");
  }

  /** What the launcher was told. */
  Map<String, String> settings() {
    return Map.copyOf(settings);
  }

  /** Whether Temporal's port takes connections now. */
  boolean answersTemporal() {
    return Ports.answers("127.0.0.1", Integer.parseInt(settings.get("CADRE_TEMPORAL_PORT")));
  }

  /** The real {@code temporal} command, against this stack's server; its output. */
  String temporal(String... words) {
    return new TemporalCommand(home, temporal()).run(words);
  }

  /** The last lines of every part's log. */
  String logs() {
    return folder.logs();
  }

  private void down() {
    try {
      if (Files.isDirectory(folder.state())) {
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
