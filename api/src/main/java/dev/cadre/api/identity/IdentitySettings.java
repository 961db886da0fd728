package dev.cadre.api.identity;

import dev.cadre.workflows.access.Role;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Identity providers by the names that an installation gives them ({@code
 * cadre.identity.<name>.*}). An issuer stands once, so its tokens are of one tenant.
 */
public record IdentitySettings(Map<String, Provider> providers) {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");

  public IdentitySettings {
    providers = Map.copyOf(providers);
    Set<String> issuers = new HashSet<>();
    providers.forEach((name, provider) -> {
      if (!NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "cadre.identity." + name + ": a name is up to 31 of a-z, 0-9, dash; a letter first");
      }
      if (!issuers.add(provider.issuer())) {
        throw new IllegalArgumentException(
            "cadre.identity." + name + ".issuer stands twice; an issuer is of one tenant");
      }
    });
  }

  /**
   * One provider.
   *
   * @param issuer as its tokens name it, to the letter
   * @param audience what access tokens must be for; null: it gives none to this API
   * @param tenant the one whose accounts it vouches for
   * @param jwksUri from the discovery document by default, as the other addresses
   * @param clientId this API's name there; null: nobody signs in by it
   * @param clientSecretFile null: a public client, which PKCE alone protects
   * @param rolesClaim the claim whose words are roles; null: roles are given here
   * @param defaultRoles of those whom the claim gives none; {@code member} by default
   * @param trustNewSubjects whether who has no account gets one
   * @param mayMakeOwners whether the claim gives and takes {@code owner} too
   */
  public record Provider(
      String issuer,
      @Nullable String audience,
      UUID tenant,
      @Nullable URI jwksUri,
      @Nullable String clientId,
      @Nullable Path clientSecretFile,
      @Nullable URI authorizationUri,
      @Nullable URI tokenUri,
      @Nullable String rolesClaim,
      @Nullable Set<Role> defaultRoles,
      boolean trustNewSubjects,
      boolean mayMakeOwners) {

    public Provider {
      given(issuer, "issuer");
      given(tenant, "tenant");
      Endpoints.protectedUri(URI.create(issuer));
      if (audience == null && clientId == null) {
        throw new IllegalArgumentException(
            issuer + ": give an audience, for tokens, or a client-id, for people, or both");
      }
      defaultRoles = defaultRoles == null ? Set.of(Role.MEMBER) : Set.copyOf(defaultRoles);
      if (defaultRoles.contains(Role.OWNER) && !mayMakeOwners) {
        throw new IllegalArgumentException(
            issuer + ": default-roles holds owner, and may-make-owners is not set");
      }
    }

    private static void given(@Nullable Object value, String name) {
      if (value == null) {
        throw new IllegalArgumentException("an identity provider needs its " + name);
      }
    }

    /** Roles of those whom the claim gives none. */
    public Set<Role> otherwise() {
      return Objects.requireNonNull(defaultRoles);
    }
  }
}
