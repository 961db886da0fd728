package dev.cadre.testkit.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Tokens and the AppRoles that get them. */
final class FakeTokens {

  private record Role(String secretId, Duration life, Duration longest) {}

  private record Token(Duration life, Instant expires, Instant last, boolean renewable) {

    boolean alive() {
      return Instant.now().isBefore(expires);
    }
  }

  private final Map<String, Role> roles = new HashMap<>();
  private final Map<String, Token> tokens = new HashMap<>();

  synchronized void role(String id, String secretId, Duration life, Duration longest) {
    roles.put(id, new Role(secretId, life, longest));
  }

  /** A token of its own, such as one that stands in a file. */
  synchronized String token(Duration life, boolean renewable) {
    return issue(life, life.multipliedBy(1000), renewable);
  }

  synchronized void revokeAll() {
    tokens.clear();
  }

  synchronized boolean valid(@Nullable String token) {
    Token known = tokens.get(token);
    return known != null && known.alive();
  }

  private String issue(Duration life, Duration longest, boolean renewable) {
    String value = "hvs." + UUID.randomUUID();
    Instant now = Instant.now();
    tokens.put(value, new Token(life, now.plus(life), now.plus(longest), renewable));
    return value;
  }

  synchronized Reply login(JsonNode body) {
    Role role = roles.get(body.path("role_id").asString(""));
    if (role == null || !role.secretId().equals(body.path("secret_id").asString(""))) {
      return Reply.error(400, "invalid role or secret ID");
    }
    return auth(issue(role.life(), role.longest(), true), role.life());
  }

  synchronized Reply renew(String value) {
    Token token = tokens.get(value);
    if (token == null || !token.renewable()) {
      return Reply.error(400, "invalid lease ID");
    }
    Instant wanted = Instant.now().plus(token.life());
    Instant expires = wanted.isAfter(token.last()) ? token.last() : wanted;
    tokens.put(value, new Token(token.life(), expires, token.last(), true));
    return auth(value, Duration.between(Instant.now(), expires));
  }

  synchronized Reply lookup(String value) {
    Token token = tokens.get(value);
    if (token == null) {
      return Reply.error(403, "permission denied");
    }
    long ttl = Duration.between(Instant.now(), token.expires()).toSeconds() + 1;
    return Reply.data(Map.of("id", value, "ttl", ttl, "renewable", token.renewable()));
  }

  private static Reply auth(String token, Duration life) {
    return new Reply(
        200,
        Map.of(
            "auth",
            Map.of(
                "client_token",
                token,
                "renewable",
                true,
                "lease_duration",
                Math.max(0, life.toMillis() + 500) / 1000)));
  }
}
