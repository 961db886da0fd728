package dev.cadre.stores.key;

import dev.cadre.testkit.vault.FakeVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** How tests reach a vault. */
final class Vaults {

  static final Duration TIMEOUT = Duration.ofMillis(800);

  private Vaults() {}

  /** By a token that may all. */
  static VaultSettings withToken(FakeVault fake, String namespace) {
    return new VaultSettings(
        fake.address(),
        namespace,
        "transit",
        "secret",
        null,
        null,
        file(fake.token(Duration.ofHours(1), true)),
        TIMEOUT);
  }

  /** By an AppRole. */
  static VaultSettings withRole(FakeVault fake, String role, Path secretId) {
    return new VaultSettings(
        fake.address(), null, "transit", "secret", role, secretId, null, TIMEOUT);
  }

  /** A file with this in it, for its owner alone. */
  static Path file(String content) {
    try {
      Path file = Files.createTempFile("cadre-vault-", ".secret");
      file.toFile().deleteOnExit();
      return Files.writeString(file, content + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
