package dev.cadre.stores.key;

import io.github.jopenlibs.vault.Vault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** How Cadre gets a token: by its AppRole, or from a file. */
final class VaultLogin {

  private static final Logger LOG = LoggerFactory.getLogger(VaultLogin.class);

  private final VaultSettings settings;
  private final VaultHttp http;
  private final @Nullable String secretId;

  /**
   * Reads the secret id, and deletes its file.
   *
   * @throws IllegalStateException when it cannot be read
   */
  VaultLogin(VaultSettings settings, VaultHttp http) {
    this.settings = settings;
    this.http = http;
    this.secretId = settings.secretIdFile() == null ? null : taken(settings.secretIdFile());
  }

  private static String taken(Path file) {
    try {
      String secret = Files.readString(file).strip();
      if (secret.isEmpty()) {
        throw new IllegalStateException("cadre.vault.secret-id-file " + file + " is empty");
      }
      delete(file);
      return secret;
    } catch (IOException e) {
      throw new IllegalStateException("cadre.vault.secret-id-file cannot be read: " + file, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      LOG.atWarn()
          .addKeyValue("file", file.toString())
          .addKeyValue("cause", String.valueOf(e.getMessage()))
          .log("The secret id stays in its file, which cannot be deleted");
    }
  }

  /**
   * A fresh token.
   *
   * @throws KeyUnavailable when there is none to be had now
   */
  VaultToken token() {
    return secretId == null ? fromFile() : byRole(secretId);
  }

  private VaultToken byRole(String secret) {
    Map<String, Object> who =
        Map.of("role_id", Objects.requireNonNull(settings.roleId()), "secret_id", secret);
    VaultAnswer answer =
        http.ask(http.vault(1, null), "a login", vault -> vault.write("auth/approle/login", who));
    JsonNode auth = answer.body().path("auth");
    String token = auth.path("client_token").asString("");
    if (!answer.ok() || token.isEmpty()) {
      throw new KeyUnavailable("Vault answered " + answer.status() + " to a login");
    }
    return new VaultToken(
        token, seconds(auth, "lease_duration"), auth.path("renewable").asBoolean(false));
  }

  private VaultToken fromFile() {
    Path file = Objects.requireNonNull(settings.tokenFile());
    try {
      String token = Files.readString(file).strip();
      JsonNode data =
          http.ask(http.vault(1, token), "its token", v -> v.read("auth/token/lookup-self"))
              .data("its token");
      return new VaultToken(token, seconds(data, "ttl"), data.path("renewable").asBoolean(false));
    } catch (IOException e) {
      throw new KeyUnavailable("cadre.vault.token-file cannot be read: " + file, e);
    }
  }

  /**
   * The same token, for longer.
   *
   * @param vault of that token
   */
  VaultToken renewed(Vault vault, VaultToken token) {
    VaultAnswer answer =
        http.ask(vault, "a renewal", v -> v.write("auth/token/renew-self", Map.of()));
    if (!answer.ok()) {
      throw new KeyUnavailable("Vault answered " + answer.status() + " to a renewal");
    }
    return new VaultToken(
        token.value(), seconds(answer.body().path("auth"), "lease_duration"), true);
  }

  private static Duration seconds(JsonNode node, String field) {
    return Duration.ofSeconds(node.path(field).asLong(0));
  }
}
