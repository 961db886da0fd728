package dev.cadre.failpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The points that are armed. A file in the folder, named as the point, holds a word, which is a
 * step's id, an activity's type, a provider or a tool, and what is to happen: {@code kill} or
 * {@code freeze}. Whoever comes by with that word moves the file to {@code <point>.reached} first,
 * so that each arming strikes once.
 *
 * @param folder of the files; it need not exist
 */
record FailPoints(Path folder) {

  /** Dies here as by {@code kill -9}, or stops here, if the point is armed for one of the words. */
  void pass(FailPoint point, String... words) {
    Path armed = folder.resolve(point.name());
    try {
      if (!Files.exists(armed)) {
        return;
      }
      List<String> order = List.of(Files.readString(armed).strip().split(" "));
      if (List.of(words).contains(order.getFirst())) {
        Path reached = folder.resolve(point + ".reached");
        Files.move(armed, reached, StandardCopyOption.ATOMIC_MOVE);
        strike(order.getLast());
      }
    } catch (NoSuchFileException e) {
      // Another thread came by at the same moment.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * By a signal from outside: {@code Runtime.halt} would first write the archive of classes, which
   * takes seconds, and all other threads would go on meanwhile.
   */
  private static void strike(String how) throws IOException {
    String signal = how.equals("freeze") ? "-STOP" : "-KILL";
    String self = Long.toString(ProcessHandle.current().pid());
    try {
      new ProcessBuilder("kill", signal, self).start().waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
