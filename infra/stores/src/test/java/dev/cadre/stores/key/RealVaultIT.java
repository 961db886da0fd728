package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.key.KeyVault.Wrapped;
import dev.cadre.workflows.tenant.TenantId;
import io.github.jopenlibs.vault.Vault;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Against a real Vault or OpenBao, in engines of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIfEnvironmentVariable(
    named = "VAULT_ADDR",
    matches = ".+",
    disabledReason = "no real Vault: set VAULT_ADDR and VAULT_TOKEN to test against one")
@EnabledIfEnvironmentVariable(
    named = "VAULT_TOKEN",
    matches = ".+",
    disabledReason = "no real Vault: set VAULT_TOKEN too")
class RealVaultIT implements KeyVaultContract {

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private VaultSettings settings;
  private VaultHttp http;
  private Vault root;
  private KeyAccess access;

  @BeforeAll
  void open() {
    settings =
        new VaultSettings(
            URI.create(Objects.requireNonNull(System.getenv("VAULT_ADDR"))),
            System.getenv("VAULT_NAMESPACE"),
            "cadre-transit-" + run,
            "cadre-kv-" + run,
            null,
            null,
            Vaults.file(Objects.requireNonNull(System.getenv("VAULT_TOKEN"))),
            Duration.ofSeconds(10));
    http = new VaultHttp(settings);
    root = http.vault(1, System.getenv("VAULT_TOKEN"));
    write("sys/mounts/" + settings.mount(), Map.of("type", "transit"));
    write("sys/mounts/" + settings.kvMount(), Map.of("type", "kv-v2"));
    access = KeyAccess.to(settings, Clock.systemUTC());
  }

  @AfterAll
  void close() {
    http.ask(root, "an end", vault -> vault.delete("sys/mounts/" + settings.mount()));
    http.ask(root, "an end", vault -> vault.delete("sys/mounts/" + settings.kvMount()));
    access.close();
    http.close();
  }

  @Override
  public KeyVault vault() {
    return access.keys();
  }

  private VaultAnswer write(String path, Map<String, Object> body) {
    VaultAnswer answer = http.ask(root, path, vault -> vault.write(path, body));
    assertThat(answer.ok()).as(path + " " + answer.body()).isTrue();
    return answer;
  }

  @Test
  void readsASecret() {
    VaultAnswer written =
        http.ask(
            http.vault(2, System.getenv("VAULT_TOKEN")),
            "a secret",
            vault ->
                vault.write(settings.kvMount() + "/cadre/providers", Map.of("openai", "sk-1")));
    assertThat(written.ok()).isTrue();

    assertThat(access.secrets().resolve("vault:cadre/providers#openai")).isEqualTo("sk-1");
  }

  @Test
  void livesOnAnAppRolesTokens() throws InterruptedException {
    http.ask(root, "auth", vault -> vault.write("sys/auth/approle", Map.of("type", "approle")));
    write(
        "sys/policies/acl/cadre-" + run,
        Map.of(
            "policy",
            "path \""
                + settings.mount()
                + "/*\" { capabilities = [\"create\", \"read\", \"update\", \"delete\"] }"));
    String role = "auth/approle/role/cadre-" + run;
    Map<String, Object> limits = new HashMap<>();
    limits.put("token_ttl", "2s");
    limits.put("token_max_ttl", "5s");
    limits.put("token_policies", "cadre-" + run);
    write(role, limits);
    String roleId =
        http.ask(root, "role", vault -> vault.read(role + "/role-id")).text("role", "role_id");
    String secretId = write(role + "/secret-id", Map.of()).text("role", "secret_id");

    VaultSettings own =
        new VaultSettings(
            settings.address(),
            settings.namespace(),
            settings.mount(),
            settings.kvMount(),
            roleId,
            Vaults.file(secretId),
            null,
            settings.timeout());
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
      String policy = "cadre-" + role + "-" + run;
      write("sys/policies/acl/" + policy, Map.of("policy", VaultPolicies.text(role)));
      String token =
          write("auth/token/create", Map.of("policies", policy, "no_default_policy", true))
              .body()
              .path("auth")
              .path("client_token")
              .asString();
      Set<String> allowed =
          write("sys/capabilities", Map.of("token", token, "path", path))
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
    try (KeyAccess worker = as("worker");
        KeyAccess shredder = as("shredder")) {
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

  /** By a token with the policy that ships, for our engine. */
  private KeyAccess as(String role) {
    String policy = "cadre-own-" + role + "-" + run;
    String text = VaultPolicies.text(role).replace("\"transit/", "\"" + settings.mount() + "/");
    write("sys/policies/acl/" + policy, Map.of("policy", text));
    String token =
        write("auth/token/create", Map.of("policies", policy, "no_default_policy", true))
            .body()
            .path("auth")
            .path("client_token")
            .asString();
    return KeyAccess.to(
        new VaultSettings(
            settings.address(),
            settings.namespace(),
            settings.mount(),
            settings.kvMount(),
            null,
            null,
            Vaults.file(token),
            settings.timeout()),
        Clock.systemUTC());
  }
}
