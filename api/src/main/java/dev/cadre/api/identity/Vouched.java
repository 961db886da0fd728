package dev.cadre.api.identity;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.cadre.stores.access.Subject;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Somebody whom a provider vouches for, by a token that was verified. */
public final class Vouched {

  private static final Pattern EMAIL =
      Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,255}");

  private final IdentityProvider provider;
  private final JWTClaimsSet claims;

  Vouched(IdentityProvider provider, JWTClaimsSet claims) {
    this.provider = provider;
    this.claims = claims;
  }

  public IdentitySettings.Provider settings() {
    return provider.settings();
  }

  /** The provider's only tenant, whatever the token says. */
  public TenantId tenant() {
    return new TenantId(settings().tenant());
  }

  public Subject subject() {
    return new Subject(settings().issuer(), Objects.requireNonNull(claims.getSubject()));
  }

  /** How they call themselves; their subject when they do not. */
  public String calledName() {
    return claims.getClaim("preferred_username") instanceof String name && !name.isBlank()
        ? name
        : subject().name();
  }

  /** An e-mail address that the provider has verified; null without. */
  public @Nullable String email() {
    return Boolean.TRUE.equals(claims.getClaim("email_verified"))
            && claims.getClaim("email") instanceof String email
            && EMAIL.matcher(email).matches()
        ? email
        : null;
  }

  /** The roles of an account that is made for them. */
  public Set<Role> roles() {
    return roles(Set.of());
  }

  /**
   * The roles that follow from the claim, or from its lack.
   *
   * @param standing of the account: {@code owner} stays as it is, unless the provider may make
   *     owners
   */
  public Set<Role> roles(Collection<Role> standing) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    words().flatMap(word -> Role.of(word).stream()).forEach(roles::add);
    if (!settings().mayMakeOwners()) {
      roles.remove(Role.OWNER);
    }
    if (roles.isEmpty()) {
      roles.addAll(settings().otherwise());
    }
    if (!settings().mayMakeOwners() && standing.contains(Role.OWNER)) {
      roles.add(Role.OWNER);
    }
    return Set.copyOf(roles);
  }

  private Stream<String> words() {
    String path = settings().rolesClaim();
    Object value = path == null ? null : claim(path);
    return switch (value) {
      case String words -> Stream.of(words.split(" ", -1));
      case Collection<?> words ->
          words.stream().filter(String.class::isInstance).map(String.class::cast);
      case null, default -> Stream.empty();
    };
  }

  /** A claim of that name or, with dots, a member of an object in one. */
  private @Nullable Object claim(String path) {
    Object whole = claims.getClaim(path);
    if (whole != null) {
      return whole;
    }
    Object value = claims.getClaims();
    for (String name : path.split("\\.", -1)) {
      value = value instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return value;
  }

  @Override
  public String toString() {
    return "Vouched[" + provider.name() + "]";
  }
}
