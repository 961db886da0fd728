package dev.cadre.stores.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jopenlibs.vault.Vault;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The real Vault or OpenBao of {@code VAULT_ADDR}, with engines of its own. */
final class RealVault implements AutoCloseable {

  private static final String TOKEN = "VAULT_TOKEN";

  final String run = UUID.randomUUID().toString().substring(0, 8);
  final VaultSettings settings;
  final VaultHttp http;
  private final Vault root;

  RealVault() {
    settings = by(Objects.requireNonNull(System.getenv(TOKEN)));
    http = new VaultHttp(settings);
    root = http.vault(1, System.getenv(TOKEN));
    write("sys/mounts/" + settings.mount(), Map.of("type", "transit"));
    write("sys/mounts/" + settings.kvMount(), Map.of("type", "kv-v2"));
  }

  private VaultSettings by(String token) {
    return new VaultSettings(
        URI.create(Objects.requireNonNull(System.getenv("VAULT_ADDR"))),
        System.getenv("VAULT_NAMESPACE"),
        "cadre-transit-" + run,
        "cadre-kv-" + run,
        null,
        null,
        Vaults.file(token),
        Duration.ofSeconds(10));
  }

  /** By the token that may all. */
  KeyAccess access() {
    return KeyAccess.to(settings, Clock.systemUTC());
  }

  /** By a token with the policy that ships, for our engine. */
  KeyAccess as(String role) {
    String policy = "cadre-own-" + role + "-" + run;
    String text = VaultPolicies.text(role).replace("\"transit/", "\"" + settings.mount() + "/");
    write("sys/policies/acl/" + policy, Map.of("policy", text));
    return KeyAccess.to(by(token(policy)), Clock.systemUTC());
  }

  /** One with this policy alone. */
  String token(String policy) {
    return write("auth/token/create", Map.of("policies", policy, "no_default_policy", true))
        .body()
        .path("auth")
        .path("client_token")
        .asString();
  }

  VaultAnswer write(String path, Map<String, Object> body) {
    VaultAnswer answer = http.ask(root, path, vault -> vault.write(path, body));
    assertThat(answer.ok()).as(path + " " + answer.body()).isTrue();
    return answer;
  }

  VaultAnswer ask(String asked, VaultHttp.Question question) {
    return http.ask(root, asked, question);
  }

  @Override
  public void close() {
    ask("an end", vault -> vault.delete("sys/mounts/" + settings.mount()));
    ask("an end", vault -> vault.delete("sys/mounts/" + settings.kvMount()));
    http.close();
  }
}
