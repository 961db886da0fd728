package dev.cadre.parts.temporal;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.HttpProbe;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Temporal's own server on PostgreSQL, the shape that production has: for benchmarks and fault
 * tests. To be used in this order: {@link #prepare()} while PostgreSQL serves, the start, {@link
 * #serve()} once it is ready.
 */
public final class TemporalCluster implements Part {

  private static final Duration TOOL = Duration.ofMinutes(2);
  private static final Duration SERVING = Duration.ofSeconds(30);

  private final ClusterPrograms programs;
  private final ClusterSettings settings;

  public TemporalCluster(ClusterPrograms programs, ClusterSettings settings) {
    this.programs = programs;
    this.settings = settings;
  }

  /** Where it serves. */
  public ClusterSettings settings() {
    return settings;
  }

  @Override
  public String name() {
    return "temporal";
  }

  @Override
  public String address() {
    return settings.target();
  }

  /** Makes role, databases and their schema, unless they stand. */
  public void prepare() {
    try (Connection postgres = settings.postgres().asSuperuser("postgres");
        Statement statement = postgres.createStatement()) {
      if (exists(statement, "select 1 from pg_database where datname = 'temporal_visibility'")) {
        return;
      }
      if (!exists(statement, "select 1 from pg_roles where rolname = 'temporal'")) {
        statement.execute(
            "create role temporal login createdb password '" + settings.password() + "'");
      }
    } catch (SQLException e) {
      throw new PartFailure(
          "PostgreSQL makes no role for Temporal: " + e.getMessage(), "See its log.", e);
    }
    database(ClusterSettings.STORE, "postgresql/v12/temporal");
    database(ClusterSettings.VISIBILITY, "postgresql/v12/visibility");
  }

  private static boolean exists(Statement statement, String query) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      return rows.next();
    }
  }

  private void database(String name, String schema) {
    tool("--db", name, "create");
    tool("--db", name, "setup-schema", "-v", "0.0");
    tool("--db", name, "update-schema", "--schema-name", schema);
  }

  private void tool(String... arguments) {
    List<String> words = new ArrayList<>(List.of(programs.sql().toString()));
    words.addAll(List.of(arguments));
    try {
      Command.Outcome outcome =
          new Command(words, settings.toolEnvironment()).run(Path.of("/"), TOOL);
      if (!outcome.ok()) {
        throw new PartFailure(
            "Temporal's databases could not be made: " + outcome.tail(), "See the text above.");
      }
    } catch (IOException e) {
      throw new PartFailure(
          "Temporal's databases could not be made: " + e.getMessage(), "See the cause.", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PartFailure("Interrupted.", "Start again.", e);
    }
  }

  @Override
  public Process start(Path log) throws IOException {
    Files.createDirectories(settings.configFolder());
    Files.setPosixFilePermissions(
        settings.configFolder(), PosixFilePermissions.fromString("rwx------"));
    Files.writeString(settings.dynamicFile(), settings.dynamic());
    Files.writeString(settings.configFile(), settings.yaml());
    return new ProcessBuilder(
            programs.server().toString(),
            "--root",
            settings.folder().toString(),
            "--config",
            "config",
            "--env",
            "cluster",
            "start")
        .directory(settings.folder().toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  /** Whether the server answers; it may know no namespace yet. */
  @Override
  public boolean ready() {
    return HttpProbe.ok(http("/api/v1/cluster-info"));
  }

  private URI http(String path) {
    return URI.create("http://" + TemporalSettings.LOOPBACK + ":" + settings.http() + path);
  }

  /** Makes the namespace {@code default} and waits until it is served. */
  public void serve() throws InterruptedException {
    URI namespace = http("/api/v1/namespaces/default");
    if (HttpProbe.ok(namespace)) {
      return;
    }
    register();
    long end = System.nanoTime() + SERVING.toNanos();
    while (!HttpProbe.ok(namespace)) {
      if (System.nanoTime() > end) {
        throw new PartFailure("Temporal does not serve its namespace.", "See its log.");
      }
      Thread.sleep(100);
    }
  }

  private void register() throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(http("/api/v1/namespaces"))
            .timeout(SERVING)
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"namespace\": \"default\","
                        + " \"workflowExecutionRetentionPeriod\": \"86400s\"}"))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new PartFailure("Temporal makes no namespace: " + answer.body(), "See its log.");
      }
    } catch (IOException e) {
      throw new PartFailure("Temporal makes no namespace: " + e.getMessage(), "See its log.", e);
    }
  }
}
