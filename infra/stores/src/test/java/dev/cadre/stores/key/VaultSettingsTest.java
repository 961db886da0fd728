package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.BoundSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class VaultSettingsTest {

  private static VaultSettings bind(Map<String, Object> values) {
    var environment = new StandardEnvironment();
    environment.getPropertySources().addFirst(new MapPropertySource("file", values));
    return BoundSettings.bind(environment, "cadre.vault", VaultSettings.class);
  }

  @Test
  void hasDefaults() {
    VaultSettings settings =
        bind(Map.of("cadre.vault.address", "https://vault:8200", "cadre.vault.token-file", "/t"));

    assertThat(settings.mount()).isEqualTo("transit");
    assertThat(settings.kvMount()).isEqualTo("secret");
    assertThat(settings.namespace()).isNull();
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void bindsAllOfThem() {
    VaultSettings settings =
        bind(
            Map.of(
                "cadre.vault.address", "https://vault:8200",
                "cadre.vault.namespace", "team/a",
                "cadre.vault.mount", "/keys/",
                "cadre.vault.kv-mount", "team/kv",
                "cadre.vault.role-id", "r",
                "cadre.vault.secret-id-file", "/s",
                "cadre.vault.timeout", "500ms"));

    assertThat(settings)
        .isEqualTo(
            new VaultSettings(
                URI.create("https://vault:8200"),
                "team/a",
                "keys",
                "team/kv",
                "r",
                Path.of("/s"),
                null,
                Duration.ofMillis(500)));
  }

  @ParameterizedTest
  @CsvSource({
    "address, http://vault:8200, https://",
    "address, ftp://127.0.0.1, https://",
    "address, vault, https://",
    "mount, a b, mount path",
    "mount, ../sys, mount path",
    "timeout, 0s, positive",
    "role-id, r, cadre.vault.secret-id-file",
    "colour, red, cadre.vault.colour"
  })
  void refusesWhatCannotBe(String name, String value, String said) {
    Map<String, Object> values =
        new HashMap<>(
            Map.of("cadre.vault.address", "https://vault:8200", "cadre.vault.token-file", "/t"));
    values.put("cadre.vault." + name, value);
    assertThatThrownBy(() -> bind(values)).hasStackTraceContaining(said);
  }

  @Test
  void needsOneWayToLogIn() {
    assertThatThrownBy(() -> bind(Map.of("cadre.vault.address", "https://vault:8200")))
        .hasStackTraceContaining("cadre.vault.role-id and cadre.vault.secret-id-file");
  }

  @Test
  void rotatesAfter90DaysByDefault() {
    var environment = new StandardEnvironment();
    assertThat(BoundSettings.bind(environment, "cadre.keys", KeySettings.class).rotateAfter())
        .isEqualTo(Duration.ofDays(90));
    assertThatThrownBy(() -> new KeySettings(null, Duration.ofHours(1)))
        .hasMessageContaining("cadre.keys.rotate-after");
  }

  /** What may come into a log by being shown. */
  @Test
  void showsNoSecret() {
    VaultSettings settings =
        bind(
            Map.of(
                "cadre.vault.address", "https://vault:8200",
                "cadre.vault.role-id", "CANARY",
                "cadre.vault.secret-id-file", "/s"));
    byte[] canary = "CANARY-CANARY-CANARY-CANARY-CANA".getBytes(StandardCharsets.US_ASCII);

    assertThat(
            String.join(
                " ",
                settings.toString(),
                new VaultToken("CANARY", Duration.ZERO, true).toString(),
                new ScopeKey("plan/1", 1, canary).toString(),
                new KeyVault.Wrapped(1, canary).toString(),
                TenantKeys.first(canary, Instant.EPOCH).toString(),
                new Keystore.Content(
                        true, null, Map.of("t", TenantKeys.first(canary, Instant.EPOCH)))
                    .toString()))
        .doesNotContain("CANARY")
        .doesNotContain(Arrays.toString(canary));
  }
}
