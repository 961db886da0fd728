package dev.cadre.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;

/**
 * A fail point of the worker under {@link OnFailingStack}.
 *
 * @param folder where points are armed
 * @param name such as {@code ANSWERED}
 */
record ArmedPoint(Path folder, String name) {

  /** The next one that comes by with the word, a step's id or an activity's type, dies. */
  static ArmedPoint kill(Stack stack, String name, String word) {
    return new ArmedPoint(stack.folder().failPoints(), name).arm(word + " kill");
  }

  /** The next one that comes by with the word stands still until it is continued. */
  static ArmedPoint freeze(Stack stack, String name, String word) {
    return new ArmedPoint(stack.folder().failPoints(), name).arm(word + " freeze");
  }

  private ArmedPoint arm(String order) {
    try {
      Files.createDirectories(folder);
      Files.deleteIfExists(reached());
      Path half = Files.writeString(folder.resolve("half"), order);
      Files.move(half, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
      return this;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path reached() {
    return folder.resolve(name + ".reached");
  }

  /** Waits until it has struck; when that was, to a tenth of a second. */
  Instant await() {
    Await.until(name + " is reached", Duration.ofSeconds(60), () -> Files.exists(reached()));
    return Instant.now();
  }
}
