package dev.cadre.failpoints;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * The points that are armed. A file in the folder, named as the point, holds one word: a step's id
 * or an activity's type. Whoever comes by with that word moves the file to {@code <point>.reached}
 * and halts the JVM as {@code kill -9} would; so each arming kills once.
 *
 * @param folder of the files; it need not exist
 */
record FailPoints(Path folder) {

  private static final int KILLED = 137;

  /** Dies here if the point is armed for one of the words. */
  void pass(FailPoint point, String... words) {
    Path armed = folder.resolve(point.name());
    try {
      if (Files.exists(armed) && List.of(words).contains(Files.readString(armed).strip())) {
        Path reached = folder.resolve(point + ".reached");
        Files.move(armed, reached, StandardCopyOption.ATOMIC_MOVE);
        Runtime.getRuntime().halt(KILLED);
      }
    } catch (NoSuchFileException e) {
      // Another thread came by at the same moment and halts already.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
