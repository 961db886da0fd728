package dev.cadre.bench.runtime;

import dev.cadre.parts.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What of another JVM's heap is alive. */
public final class LiveHeap {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private LiveHeap() {}

  /** Bytes of the objects that are left after a full collection. */
  public static long of(ProcessHandle jvm) throws InterruptedException {
    try {
      // The histogram counts after a full collection; its last line is the sum.
      Command.Outcome outcome =
          Command.of(JavaProgram.tool("jcmd"), Long.toString(jvm.pid()), "GC.class_histogram")
              .run(Path.of("/"), PATIENCE);
      List<String> total =
          outcome.output().stream().filter(line -> line.startsWith("Total")).toList();
      if (!outcome.ok() || total.isEmpty()) {
        throw new IllegalStateException("no histogram of " + jvm.pid() + ": " + outcome.tail());
      }
      return Long.parseLong(total.getLast().strip().split("\\s+", -1)[2]);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
