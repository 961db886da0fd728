package dev.cadre.stores.access;

import dev.cadre.workflows.access.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account to be made.
 *
 * @param password its Argon2id hash; null when it has none
 * @param subject whom an identity provider vouches for; null when none does
 */
public record NewAccount(
    String name,
    Principal.Kind kind,
    Set<Role> roles,
    @Nullable String fullName,
    @Nullable String email,
    @Nullable String password,
    @Nullable Subject subject) {

  public NewAccount {
    roles = Set.copyOf(roles);
    if (kind == Principal.Kind.SERVICE && (password != null || subject != null)) {
      throw new IllegalArgumentException("a service has API keys, no password and no subject");
    }
  }

  @Override
  public String toString() {
    return "NewAccount[" + name + ", " + kind + ", " + roles + "]";
  }
}
