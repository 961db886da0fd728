package dev.cadre.parts.postgres;

import dev.cadre.parts.process.Command;
import dev.cadre.parts.process.FileTree;
import dev.cadre.parts.process.PartFailure;
import dev.cadre.parts.process.Progress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The data folder of one server: made by {@code initdb}, cleared of a stale lock.
 *
 * @param binaries folder that holds {@code bin/postgres}
 * @param home holds the data folder
 */
record PostgresCluster(Path binaries, Path home, Privileges privileges) {

  private static final Path RELOCATED = Path.of("/var/tmp");

  /**
   * In {@code folder}, or, where another user runs the server, in a folder of that user's with
   * programs of its own: ours may not be reachable for it.
   */
  static PostgresCluster in(Path folder, Path cache, Privileges privileges, Progress progress) {
    if (privileges != Privileges.OTHER_USER) {
      return new PostgresCluster(PostgresBinaries.in(cache, progress), folder, privileges);
    }
    String name = Integer.toHexString(folder.toAbsolutePath().normalize().toString().hashCode());
    Path home = RELOCATED.resolve("cadre-postgres-" + name);
    try {
      Files.createDirectories(home);
      Path binaries = PostgresBinaries.in(home, progress);
      own(home);
      return new PostgresCluster(binaries, home, privileges);
    } catch (IOException e) {
      throw new PartFailure(
          "PostgreSQL needs a folder of another user: " + e.getMessage(),
          "Make " + home + " writable, or run as another user than root.",
          e);
    }
  }

  private static void own(Path home) throws IOException {
    Command.Outcome outcome =
        runToEnd(Command.of("chown", "-R", Privileges.NOBODY, home.toString()));
    if (!outcome.ok()) {
      throw new IOException(outcome.tail());
    }
  }

  /** The data folder. */
  Path data() {
    return home.resolve("data");
  }

  boolean exists() {
    return Files.exists(data().resolve("PG_VERSION"));
  }

  /** Makes the cluster beside its place, then moves it there: half a cluster is never taken. */
  void create(String superPassword, Progress progress) throws IOException {
    progress.say("creating the PostgreSQL cluster in " + data());
    Files.createDirectories(home);
    Path making = home.resolve("data-making");
    FileTree.delete(making);
    Path password = home.resolve("initdb-password");
    Files.deleteIfExists(password);
    Files.createFile(
        password,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.writeString(password, superPassword, StandardCharsets.UTF_8);
      if (privileges == Privileges.OTHER_USER) {
        own(home);
      }
      Command.Outcome outcome = runToEnd(initdb(making, password));
      if (!outcome.ok()) {
        throw new PartFailure(
            "initdb failed: " + outcome.tail(),
            "See the text above; an outside server can be given by CADRE_POSTGRES_URL.");
      }
      if (Files.exists(data())) {
        FileTree.delete(data());
      }
      Files.move(making, data());
    } finally {
      Files.deleteIfExists(password);
    }
  }

  private Command initdb(Path target, Path password) {
    return command(
        "initdb",
        List.of(
            "-D",
            target.toString(),
            "-U",
            PostgresAccess.SUPERUSER,
            "--auth=scram-sha-256",
            "--pwfile=" + password,
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8"));
  }

  /** A program of the cluster's, in our locale and zone whatever the user's are. */
  Command command(String program, List<String> arguments) {
    List<String> words = new ArrayList<>(privileges.prefix());
    words.add(binaries.resolve("bin").resolve(program).toString());
    words.addAll(arguments);
    return new Command(words, Map.of("LC_ALL", "C", "TZ", "UTC"));
  }

  private static Command.Outcome runToEnd(Command command) throws IOException {
    try {
      return command.run(Path.of("/"), Duration.ofMinutes(3));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** The server that holds the lock of this data folder and lives. */
  Optional<ProcessHandle> holder() {
    try {
      Path lock = data().resolve("postmaster.pid");
      long pid = Long.parseLong(Files.readAllLines(lock).getFirst().strip());
      return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::serves);
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private boolean serves(ProcessHandle process) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
      String words = new String(line, StandardCharsets.UTF_8);
      return words.contains("postgres") && words.contains(data().toString());
    } catch (IOException e) {
      return false;
    }
  }

  /** Removes a lock whose process is gone, or whose number now belongs to someone else. */
  void clearStaleLock() throws IOException {
    if (holder().isEmpty()) {
      Files.deleteIfExists(data().resolve("postmaster.pid"));
    }
  }

  /** Random, of 192 bits, fit to stand in SQL and URLs. */
  static String randomPassword() {
    byte[] bytes = new byte[24];
    new java.security.SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
