package dev.cadre.parts.process;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** One process of the stack: how it is started, probed and stopped. */
public interface Part {

  /** A short word, also the name of its pid and log files. */
  String name();

  /** Where it serves, for people. */
  String address();

  /**
   * Starts the process; what a former one left behind is put right first. Standard output and error
   * are appended to {@code log}.
   *
   * @throws IOException when it cannot be started
   */
  Process start(Path log) throws IOException;

  /** Whether it serves now; answers within a few seconds, never throws. */
  boolean ready();

  /** Asks the process to end; the caller waits for {@link #grace()}. */
  default void askToStop(ProcessHandle process) {
    process.destroy();
  }

  /** How long it may take to end before it is killed. */
  default Duration grace() {
    return Duration.ofSeconds(15);
  }
}
