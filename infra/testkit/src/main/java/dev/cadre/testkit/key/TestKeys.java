package dev.cadre.testkit.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Comparator;
import java.util.stream.Stream;

/** Keys for tests. */
public final class TestKeys {

  private static final int BYTES = 32;

  private TestKeys() {}

  /**
   * A new master key in a folder of its own, where other keys may be put beside it; deleted with
   * the JVM.
   */
  public static Path master() {
    try {
      Path folder = Files.createTempDirectory("cadre-keys-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      return Files.write(folder.resolve("master.key"), key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
