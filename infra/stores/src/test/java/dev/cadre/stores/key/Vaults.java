package dev.cadre.stores.key;

import dev.cadre.testkit.vault.FakeVault;
import io.github.jopenlibs.vault.Vault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

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

  /** As whoever may: Cadre itself does not rotate what signs. */
  static void rotateSigning(VaultHttp http, VaultSettings settings) {
    write(http, settings, "keys/" + VaultSigner.KEY + "/rotate", Map.of());
  }

  /** With the token in the settings' file. */
  static void write(VaultHttp http, VaultSettings settings, String path, Map<String, Object> body) {
    VaultAnswer answer =
        http.ask(root(http, settings), path, v -> v.write(settings.mount() + "/" + path, body));
    if (!answer.ok()) {
      throw new AssertionError(path + " " + answer + answer.body());
    }
  }

  static void delete(VaultHttp http, VaultSettings settings, String path) {
    VaultAnswer answer =
        http.ask(root(http, settings), path, v -> v.delete(settings.mount() + "/" + path));
    if (!answer.ok()) {
      throw new AssertionError(path + " " + answer + answer.body());
    }
  }

  private static Vault root(VaultHttp http, VaultSettings settings) {
    try {
      return http.vault(1, Files.readString(settings.tokenFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
