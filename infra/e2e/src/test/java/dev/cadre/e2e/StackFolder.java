package dev.cadre.e2e;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.parts.process.LogTail;
import dev.cadre.parts.process.PidFile;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * What a stack keeps on disk.
 *
 * @param state data, logs, keys and process ids
 */
record StackFolder(Path state) {

  private static final List<String> OF_ONE_RUN =
      List.of("postgres", "temporal", "log", "run", "keys", "tokens", "failpoints");

  /** Where fail points are armed. */
  Path failPoints() {
    return state.resolve("failpoints");
  }

  /** The running process of a part. */
  Optional<ProcessHandle> process(String part) {
    return new PidFile(state.resolve("run"), part).find();
  }

  /** Begins anew: what rests or waits since an earlier run is none of this one's. */
  void forget() throws IOException {
    for (String folder : OF_ONE_RUN) {
      Path old = state.resolve(folder);
      if (Files.exists(old)) {
        try (Stream<Path> files = Files.walk(old)) {
          for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(file);
          }
        }
      }
    }
  }

  /** A user's token. */
  String token(String user) {
    try {
      return Files.readString(state.resolve("tokens").resolve(user)).strip();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The database, with the passwords that the launcher made. */
  PostgresAccess postgres(int port) {
    Properties stored = new Properties();
    try (Reader reader = Files.newBufferedReader(state.resolve("keys/postgres.properties"))) {
      stored.load(reader);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return new PostgresAccess(
        port, stored.getProperty("super"), stored.getProperty("owner"), stored.getProperty("app"));
  }

  /** A part's whole log. */
  String log(String part) {
    try {
      return Files.readString(state.resolve("log/" + part + ".log"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** The last lines of every part's log. */
  String logs() {
    StringBuilder text = new StringBuilder();
    List<String> all = new ArrayList<>(Stack.PARTS);
    all.add("supervisor");
    for (String part : all) {
      text.append("--- the end of ").append(part).append(".log\n");
      for (String line : LogTail.of(state.resolve("log/" + part + ".log"), 12)) {
        text.append(line, 0, Math.min(line.length(), 1500)).append('\n');
      }
    }
    return text.toString();
  }
}
