package dev.cadre.parts.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * {@code <part>.pid} holds nothing but the process id; {@code <part>.started} beside it the
 * process's start time, so that a number that the system has given to someone else is never taken
 * for ours.
 */
public final class PidFile {

  /** The start time is derived from the boot time, which a clock correction moves a little. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private final Path pid;
  private final Path started;

  public PidFile(Path folder, String part) {
    this.pid = folder.resolve(part + ".pid");
    this.started = folder.resolve(part + ".started");
  }

  /** Records a running process. */
  public void write(ProcessHandle process) throws IOException {
    Files.createDirectories(pid.toAbsolutePath().getParent());
    Instant start = process.info().startInstant().orElseGet(Instant::now);
    Files.writeString(started, start.toString());
    Files.writeString(pid, process.pid() + "\n");
  }

  /** The recorded process, if it still runs and is the same one. */
  public Optional<ProcessHandle> find() {
    try {
      long id = Long.parseLong(Files.readString(pid).strip());
      Instant start = Instant.parse(Files.readString(started).strip());
      return ProcessHandle.of(id)
          .filter(ProcessHandle::isAlive)
          .filter(p -> same(p, start) && !zombie(id));
    } catch (IOException | RuntimeException e) {
      return Optional.empty();
    }
  }

  private static boolean same(ProcessHandle process, Instant start) {
    return process
        .info()
        .startInstant()
        .map(actual -> Duration.between(actual, start).abs().compareTo(TOLERANCE) <= 0)
        .orElse(false);
  }

  /** Dead, but not yet taken note of by its parent: to the system it exists, to us it does not. */
  private static boolean zombie(long id) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(id), "stat"));
      String state = stat.substring(stat.lastIndexOf(')') + 1).strip();
      return state.startsWith("Z") || state.startsWith("X");
    } catch (IOException e) {
      return false;
    }
  }

  /** Forgets the process. */
  public void delete() throws IOException {
    Files.deleteIfExists(pid);
    Files.deleteIfExists(started);
  }
}
