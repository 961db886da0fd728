package dev.cadre.stores.access;

import dev.cadre.workflows.access.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account to be made.
 *
 * @param password its Argon2id hash; null when it has none
 */
public record NewAccount(
    String name,
    Principal.Kind kind,
    Set<Role> roles,
    @Nullable String fullName,
    @Nullable String email,
    @Nullable String password) {

  public NewAccount {
    roles = Set.copyOf(roles);
    if (kind == Principal.Kind.SERVICE && password != null) {
      throw new IllegalArgumentException("a service has API keys and no password");
    }
  }

  @Override
  public String toString() {
    return "NewAccount[" + name + ", " + kind + ", " + roles + "]";
  }
}
