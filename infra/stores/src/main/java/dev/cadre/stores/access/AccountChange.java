package dev.cadre.stores.access;

import dev.cadre.workflows.access.Role;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be other about an account; null: as it is.
 *
 * @param fullName empty takes it away
 * @param email empty takes it away
 */
public record AccountChange(
    @Nullable Set<Role> roles,
    @Nullable Boolean active,
    @Nullable String fullName,
    @Nullable String email) {

  @Override
  public String toString() {
    return "AccountChange[" + roles + ", " + active + "]";
  }
}
