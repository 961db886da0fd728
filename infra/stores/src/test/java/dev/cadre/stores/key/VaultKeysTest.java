package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.testkit.key.TestKeys;
import dev.cadre.testkit.vault.FakeVault;
import dev.cadre.testkit.vault.SeenRequest;
import dev.cadre.workflows.tenant.TenantId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Against a fake that speaks Vault's protocol, over HTTP. */
class VaultKeysTest implements KeyVaultContract {

  private final FakeVault fake = FakeVault.start();
  private final KeyAccess access = KeyAccess.to(Vaults.withToken(fake, null), Clock.systemUTC());

  @Override
  public KeyVault vault() {
    return access.keys();
  }

  @AfterEach
  void close() {
    access.close();
    fake.close();
  }

  @Test
  void asksByExactPathsAndBindsByAssociatedData() {
    TenantId tenant = KeyVaultContract.tenant();
    byte[] key = AesGcm.randomKey();
    Wrapped wrapped = vault().wrap(tenant, key, BINDING);
    vault().unwrap(tenant, wrapped, BINDING);
    vault().rotate(tenant);
    vault().setMinimum(tenant, 2);
    vault().trim(tenant);
    vault().destroy(tenant);

    String name = "t-" + tenant;
    assertThat(fake.requests())
        .extracting(request -> request.method() + " " + request.path())
        .containsExactly(
            "GET /v1/auth/token/lookup-self",
            "POST /v1/transit/keys/" + name,
            "POST /v1/transit/encrypt/" + name,
            "POST /v1/transit/decrypt/" + name,
            "POST /v1/transit/keys/" + name + "/rotate",
            "GET /v1/transit/keys/" + name,
            "GET /v1/transit/keys/" + name,
            "POST /v1/transit/keys/" + name + "/config",
            "GET /v1/transit/keys/" + name,
            "POST /v1/transit/keys/" + name + "/trim",
            "POST /v1/transit/keys/" + name + "/config",
            "DELETE /v1/transit/keys/" + name);
    assertThat(body(1))
        .isEqualTo(
            JsonMapper.shared()
                .valueToTree(
                    Map.of(
                        "type", "aes256-gcm96",
                        "exportable", false,
                        "auto_rotate_period", "2160h")));
    assertThat(body(2).path("plaintext").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(key));
    assertThat(body(2).path("associated_data").asString())
        .isEqualTo(Base64.getEncoder().encodeToString(BINDING.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(body(3).path("associated_data").asString());
  }

  private JsonNode body(int request) {
    return JsonMapper.shared().readTree(fake.requests().get(request).body());
  }

  @Test
  void namesItsNamespaceInEveryRequest() {
    try (KeyAccess ours = KeyAccess.to(Vaults.withToken(fake, "team/a"), Clock.systemUTC())) {
      ours.keys().wrap(KeyVaultContract.tenant(), AesGcm.randomKey(), BINDING);
    }
    assertThat(fake.requests())
        .hasSize(3)
        .allSatisfy(
            request -> assertThat(request.headers()).containsEntry("x-vault-namespace", "team/a"));
  }

  @Test
  void usesOneHttpClientForAThousandCalls() {
    TenantId tenant = KeyVaultContract.tenant();
    Wrapped wrapped = vault().wrap(tenant, AesGcm.randomKey(), BINDING);

    IntStream.range(0, 1_000).forEach(_ -> vault().unwrap(tenant, wrapped, BINDING));

    // Each client of the JDK's has connections of its own.
    assertThat(fake.requests().stream().map(SeenRequest::connection).distinct()).hasSizeLessThan(5);
  }

  @Test
  void leavesToTheLocalKeystoreWhatItWrapped() {
    TenantId tenant = KeyVaultContract.tenant();
    Wrapped local = new Wrapped(1, AesGcm.seal(AesGcm.randomKey(), new byte[32], BINDING));
    assertThatThrownBy(() -> vault().unwrap(tenant, local, BINDING))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("local keystore");

    Wrapped ours = vault().wrap(tenant, AesGcm.randomKey(), BINDING);
    LocalKeys keys = LocalKeys.at(TestKeys.master());
    assertThatThrownBy(() -> keys.unwrap(tenant, ours, BINDING))
        .isInstanceOf(KeyUnavailable.class)
        .hasMessageContaining("cadre.vault.address");
  }

  @Test
  void fakeRefusesThePathsOfTheWrongEngine() {
    VaultSettings settings = Vaults.withToken(fake, null);
    try (VaultHttp http = new VaultHttp(settings)) {
      String token = fake.token(Duration.ofHours(1), true);
      VaultAnswer answer =
          http.ask(
              http.vault(2, token),
              "the wrong way",
              vault -> vault.write("transit/encrypt/t-1", Map.of("plaintext", "aGVsbG8=")));
      assertThat(answer.ok()).isFalse();
      assertThat(fake.requests())
          .extracting(SeenRequest::path)
          .contains("/v1/transit/data/encrypt/t-1");
    }
  }
}
