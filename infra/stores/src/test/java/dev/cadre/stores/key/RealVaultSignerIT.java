package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Signs by a real Vault or OpenBao. */
@NeedsRealVault
class RealVaultSignerIT implements SignerContract {

  private RealVault real;
  private KeyAccess access;

  @BeforeEach
  void open() {
    real = new RealVault();
    access = real.access();
  }

  @AfterEach
  void close() {
    access.close();
    real.close();
  }

  @Override
  public Signer signer() {
    return access.signer();
  }

  @Override
  public void rotate() {
    real.write(key() + "/rotate", Map.of());
  }

  private String key() {
    return real.settings.mount() + "/keys/" + VaultSigner.KEY;
  }

  @Test
  void keepsThePrivateKeyAndTellsThePublicOne() {
    signer().sign(MESSAGE);

    JsonNode told = real.write(key(), Map.of("type", "ed25519")).data("a key");
    assertThat(told.path("exportable").asBoolean(true)).isFalse();
    assertThat(told.path("latest_version").asInt()).isEqualTo(1);
    String export = real.settings.mount() + "/export/signing-key/" + VaultSigner.KEY;
    assertThat(real.ask("an export", vault -> vault.read(export)).ok()).isFalse();
  }

  @Test
  void takesNoKeyOfAnotherKind() {
    real.write(key(), Map.of("type", "ecdsa-p256"));
    assertThatThrownBy(() -> signer().sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);
    assertThatThrownBy(() -> signer().keys())
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("Ed25519");
  }

  @Test
  void letsTheApiAloneSignAndTheAuditorRead() {
    try (KeyAccess api = real.as("api");
        KeyAccess worker = real.as("worker");
        KeyAccess shredder = real.as("shredder");
        KeyAccess auditor = real.as("auditor")) {
      for (KeyAccess other : new KeyAccess[] {worker, shredder, auditor}) {
        assertThatThrownBy(() -> other.signer().sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);
      }
      assertThat(access.signer().keys()).as("nobody else makes it").isEmpty();

      Signer signer = api.signer();
      signer.sign(MESSAGE);
      rotate();
      Signer.Signature signature = signer.sign(MESSAGE);

      assertThat(signature.keyId()).isEqualTo(VaultSigner.KEY + "-v2");
      assertThat(auditor.signer().keys()).hasSize(2).isEqualTo(signer.keys());
      for (KeyAccess other : new KeyAccess[] {worker, shredder}) {
        assertThatThrownBy(() -> other.signer().sign(MESSAGE)).isInstanceOf(KeyUnavailable.class);
        assertThatThrownBy(() -> other.signer().keys()).isInstanceOf(KeyUnavailable.class);
      }
    }
  }
}
