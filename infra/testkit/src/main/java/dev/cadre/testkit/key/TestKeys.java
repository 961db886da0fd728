package dev.cadre.testkit.key;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Keys for tests. */
public final class TestKeys {

  private static final int BYTES = 32;

  private TestKeys() {}

  /** A new master key in a file that is deleted with the JVM. */
  public static Path master() {
    try {
      Path file = Files.createTempFile("cadre-master-", ".key");
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      file.toFile().deleteOnExit();
      return Files.write(file, key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
