package dev.cadre.testkit.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** Keys for tests. */
public final class TestKeys {

  private static final int BYTES = 32;

  private TestKeys() {}

  /** A new master key in a file that is deleted with the JVM, as is what is put beside it. */
  public static Path master() {
    try {
      Path file = Files.createTempFile("cadre-master-", ".key");
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      for (String more : List.of("", ".store", ".store.lock")) {
        file.resolveSibling(file.getFileName() + more).toFile().deleteOnExit();
      }
      return Files.write(file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
