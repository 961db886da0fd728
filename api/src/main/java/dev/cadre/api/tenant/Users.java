package dev.cadre.api.tenant;

import dev.cadre.api.runtime.TokenSettings;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.tenant.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The two users that there are until identity is built: {@code requester}, a member, and {@code
 * reviewer}, a reviewer and a member.
 */
@Component
public class Users {

  private static final int SHORTEST = 16;

  private final List<Known> known;

  /** Only the hash is kept; comparing hashes of equal length in constant time tells nothing. */
  private record Known(Caller caller, String tokenSha256) {}

  Users(TokenSettings settings) {
    known =
        List.of(
            user("requester", Set.of("member"), settings.requesterFile()),
            user("reviewer", Set.of("member", "reviewer"), settings.reviewerFile()));
  }

  private static Known user(String name, Set<String> roles, @Nullable Path file) {
    String setting = "cadre.tokens." + name + "-file";
    if (file == null) {
      throw new IllegalStateException(setting + " is not set");
    }
    try {
      String token = Files.readString(file).strip();
      if (token.length() < SHORTEST) {
        throw new IllegalStateException(
            "the token in " + file + " must have at least " + SHORTEST + " characters");
      }
      return new Known(new Caller(TenantId.DEMO, name, roles), hash(token));
    } catch (IOException e) {
      throw new IllegalStateException(
          "the token in " + file + " cannot be read; see " + setting, e);
    }
  }

  /** Whose token this is. */
  Optional<Caller> byToken(String token) {
    byte[] given = hash(token).getBytes(StandardCharsets.US_ASCII);
    Caller found = null;
    for (Known user : known) {
      byte[] expected = user.tokenSha256().getBytes(StandardCharsets.US_ASCII);
      found = MessageDigest.isEqual(given, expected) ? user.caller() : found;
    }
    return Optional.ofNullable(found);
  }

  /** All users of a tenant. */
  public List<Caller> known(TenantId tenant) {
    return known.stream().map(Known::caller).filter(c -> c.tenant().equals(tenant)).toList();
  }

  /** A user by name. */
  Optional<Caller> byName(String name) {
    return known.stream().map(Known::caller).filter(c -> c.name().equals(name)).findFirst();
  }

  private static String hash(String token) {
    return CanonicalJson.sha256(token.getBytes(StandardCharsets.UTF_8));
  }
}
