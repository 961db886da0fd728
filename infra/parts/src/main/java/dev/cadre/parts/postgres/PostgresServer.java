package dev.cadre.parts.postgres;

import dev.cadre.parts.process.CacheFolder;
import dev.cadre.parts.process.FileTree;
import dev.cadre.parts.process.Part;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Ports;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** PostgreSQL of this machine: loopback only, passwords only, everything durable. */
public final class PostgresServer implements Part {

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("listen_addresses", PostgresAccess.HOST),
          Map.entry("unix_socket_directories", ""),
          Map.entry("fsync", "on"),
          Map.entry("synchronous_commit", "on"),
          Map.entry("full_page_writes", "on"),
          Map.entry("password_encryption", "scram-sha-256"),
          Map.entry("log_min_error_statement", "panic"),
          Map.entry("log_error_verbosity", "terse"),
          Map.entry("log_parameter_max_length", "0"),
          Map.entry("log_parameter_max_length_on_error", "0"),
          Map.entry("log_statement", "none"),
          Map.entry("logging_collector", "off"),
          Map.entry("log_timezone", "UTC"),
          Map.entry("timezone", "UTC"),
          Map.entry("max_connections", "200"));

  private final Supplier<PostgresCluster> unpacked;
  private final PostgresAccess access;
  private final Progress progress;
  private @Nullable PostgresCluster cluster;

  private PostgresServer(
      Supplier<PostgresCluster> unpacked, PostgresAccess access, Progress progress) {
    this.unpacked = unpacked;
    this.access = access;
    this.progress = progress;
  }

  /**
   * In {@code folder}, which is made and filled at the first use; nothing is unpacked or started
   * here.
   */
  public static PostgresServer in(Path folder, PostgresAccess access, Progress progress) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new PostgresServer(
        () -> PostgresCluster.in(absolute, CacheFolder.ofUser(), Privileges.detect(), progress),
        access,
        progress);
  }

  static PostgresServer in(
      Path folder, PostgresAccess access, Privileges privileges, Progress progress) {
    Path absolute = folder.toAbsolutePath().normalize();
    return new PostgresServer(
        () -> PostgresCluster.in(absolute, CacheFolder.ofUser(), privileges, progress),
        access,
        progress);
  }

  private synchronized PostgresCluster cluster() {
    PostgresCluster known = cluster;
    if (known == null) {
      known = unpacked.get();
      cluster = known;
    }
    return known;
  }

  /** A started server in a folder of its own, on a free port, gone with {@code close()}. */
  public static TemporaryPostgres temporary() {
    return TemporaryPostgres.start(Privileges.detect());
  }

  /** Access with new random passwords. */
  public static PostgresAccess newAccess(int port) {
    return new PostgresAccess(
        port,
        PostgresCluster.randomPassword(),
        PostgresCluster.randomPassword(),
        PostgresCluster.randomPassword());
  }

  /** Where and by which passwords it is reached. */
  public PostgresAccess access() {
    return access;
  }

  @Override
  public String name() {
    return "postgres";
  }

  @Override
  public String address() {
    return access.r2dbcUrl();
  }

  /** Makes the cluster if there is none; no process stays. */
  public void create() throws IOException {
    if (!cluster().exists()) {
      cluster().create(access.superPassword(), progress);
    }
  }

  @Override
  public Process start(Path log) throws IOException {
    create();
    if (cluster().holder().isPresent()) {
      throw new PartFailure(
          "A PostgreSQL already runs on " + cluster().data() + ", pid " + holderPid() + ".",
          "It is another launcher's; end it with ./cadre down there.");
    }
    cluster().clearStaleLock();
    List<String> arguments = new java.util.ArrayList<>(List.of("-D", cluster().data().toString()));
    arguments.addAll(List.of("-c", "port=" + access.port()));
    SETTINGS.forEach((key, value) -> arguments.addAll(List.of("-c", key + "=" + value)));
    var command = cluster().command("postgres", arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command.words())
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(command.environment());
    return builder.start();
  }

  private long holderPid() {
    return cluster().holder().map(ProcessHandle::pid).orElse(-1L);
  }

  @Override
  public boolean ready() {
    if (!Ports.answers(PostgresAccess.HOST, access.port())) {
      return false;
    }
    try (Connection connection = access.asSuperuser("postgres")) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  /** Checks the settings and makes database and roles; to be called when it is ready. */
  public void prepare() {
    try {
      PostgresRoles.verify(access);
      PostgresRoles.prepare(access);
    } catch (SQLException e) {
      throw new PartFailure(
          "PostgreSQL refuses to be prepared: " + e.getMessage(),
          "If the passwords in .cadre/keys were lost, the data folder cannot be opened any more.",
          e);
    }
  }

  /** SIGINT, the fast shutdown: SIGTERM would wait for the clients to leave by themselves. */
  @Override
  public void askToStop(ProcessHandle process) {
    try {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    } catch (IOException e) {
      process.destroy();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public Duration grace() {
    return Duration.ofSeconds(30);
  }

  /** Deletes the folder and all data; the server must not run. */
  void delete() throws IOException {
    FileTree.delete(cluster().home());
  }
}
