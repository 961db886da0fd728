package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.VaultFault;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultSecretsTest {

  private final FakeVault fake =
      FakeVault.start().secret("cadre/providers", Map.of("openai", "sk-1", "empty", ""));
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), Clock.systemUTC());
  private final SecretReader secrets = access.secrets();

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  @Test
  void readsWhatASettingNames() {
    assertThat(secrets.resolve("vault:cadre/providers#openai")).isEqualTo("sk-1");
    assertThat(fake.requests().getLast().path()).isEqualTo("/v1/secret/data/cadre/providers");
  }

  @Test
  void leavesOtherSettingsAsTheyAre() {
    assertThat(secrets.resolve("sk-2")).isEqualTo("sk-2");
    assertThat(SecretReader.none().resolve("sk-2")).isEqualTo("sk-2");
    assertThat(fake.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vault:cadre/none#openai",
        "vault:cadre/providers#none",
        "vault:cadre/providers#empty"
      })
  void tellsWhatIsNotThere(String setting) {
    assertThatThrownBy(() -> secrets.resolve(setting)).isInstanceOf(KeyGone.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"vault:", "vault:cadre/providers", "vault:#a", "vault:../sys/x#a b", "vault:/a#b"})
  void refusesWhatNamesNoSecret(String setting) {
    assertThatThrownBy(() -> secrets.resolve(setting)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void isUnavailableWithTheVault() {
    fake.fail(VaultFault.sealed());
    assertThatThrownBy(() -> secrets.resolve("vault:cadre/providers#openai"))
        .isInstanceOf(KeyUnavailable.class);
  }

  @Test
  void saysThatAVaultIsMissing() {
    assertThatThrownBy(() -> SecretReader.none().resolve("vault:cadre/providers#openai"))
        .hasMessageContaining("cadre.vault.address");
  }
}
