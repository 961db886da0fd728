package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Against a real Vault or OpenBao, in engines of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NeedsRealVault
class RealVaultIT implements KeyVaultContract {

  private RealVault real;
  private KeyAccess access;

  @BeforeAll
  void open() {
    real = new RealVault();
    access = real.access();
  }

  @AfterAll
  void close() {
    access.close();
    real.close();
  }

  @Override
  public KeyVault vault() {
    return access.keys();
  }

  @Test
  void readsASecret() {
    VaultAnswer written =
        real.http.ask(
            real.http.vault(2, System.getenv("VAULT_TOKEN")),
            "a secret",
            vault ->
                vault.write(
                    real.settings.kvMount() + "/cadre/providers", Map.of("openai", "sk-1")));
    assertThat(written.ok()).isTrue();

    assertThat(access.secrets().resolve("vault:cadre/providers#openai")).isEqualTo("sk-1");
  }

  @Test
  void livesOnAnAppRolesTokens() throws InterruptedException {
    real.ask("auth", vault -> vault.write("sys/auth/approle", Map.of("type", "approle")));
    real.write(
        "sys/policies/acl/cadre-" + real.run,
        Map.of(
            "policy",
            "path \""
                + real.settings.mount()
                + "/*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\"] }"));
    String role = "auth/approle/role/cadre-" + real.run;
    Map<String, Object> limits = new HashMap<>();
    limits.put("token_ttl", "2s");
    limits.put("token_max_ttl", "5s");
    limits.put("token_policies", "cadre-" + real.run);
    real.write(role, limits);
    String roleId =
        real.ask("role", vault -> vault.read(role + "/role-id")).text("role", "role_id");
    String secretId = real.write(role + "/secret-id", Map.of()).text("role", "secret_id");

    VaultSettings own =
        new VaultSettings(
            real.settings.address(),
            real.settings.namespace(),
            real.settings.mount(),
            real.settings.kvMount(),
            roleId,
            Vaults.file(secretId),
            null,
            real.settings.timeout());
    try (KeyAccess byRole = KeyAccess.to(own, Clock.systemUTC())) {
      var tenant = KeyVaultContract.tenant();
      var wrapped = byRole.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      for (int i = 0; i < 80; i++) {
        assertThat(byRole.keys().unwrap(tenant, wrapped, BINDING)).hasSize(32);
        Thread.sleep(100);
      }
    }
  }

  /** What we take the policies to mean is what Vault takes them to mean. */
  @ParameterizedTest(name = "{1} {0}")
  @MethodSource("dev.cadre.stores.key.VaultPoliciesTest#table")
  void readsThePoliciesAsOurTestsDo(String path, String verb, Set<String> roles) {
    for (String role : VaultPolicies.ROLES) {
      String policy = "cadre-" + role + "-" + real.run;
      real.write("sys/policies/acl/" + policy, Map.of("policy", VaultPolicies.text(role)));
      String token = real.token(policy);
      Set<String> allowed =
          real.write("sys/capabilities", Map.of("token", token, "path", path))
              .data("capabilities")
              .path("capabilities")
              .valueStream()
              .map(JsonNode::asString)
              .collect(Collectors.toSet());
      assertThat(allowed.contains(verb)).as(role).isEqualTo(roles.contains(role));
    }
  }

  @Test
  void letsTheWorkerWrapAndTheShredderDestroy() {
    TenantId tenant = KeyVaultContract.tenant();
    try (KeyAccess worker = real.as("worker");
        KeyAccess shredder = real.as("shredder")) {
      Wrapped old = worker.keys().wrap(tenant, AesGcm.randomKey(), BINDING);
      worker.keys().rotate(tenant);
      Wrapped anew = worker.keys().rewrap(tenant, old, BINDING);
      assertThatThrownBy(() -> worker.keys().setMinimum(tenant, 2))
          .isInstanceOf(KeyUnavailable.class);
      assertThatThrownBy(() -> shredder.keys().unwrap(tenant, old, BINDING))
          .isInstanceOf(KeyUnavailable.class);

      shredder.keys().setMinimum(tenant, 2);
      shredder.keys().trim(tenant);

      assertThatThrownBy(() -> worker.keys().unwrap(tenant, old, BINDING))
          .isInstanceOf(KeyGone.class);
      assertThat(worker.keys().unwrap(tenant, anew, BINDING)).hasSize(32);
      shredder.keys().destroy(tenant);
      assertThatThrownBy(() -> worker.keys().unwrap(tenant, anew, BINDING))
          .isInstanceOf(KeyGone.class);
    }
  }
}
