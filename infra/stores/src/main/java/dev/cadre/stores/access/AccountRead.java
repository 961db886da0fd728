package dev.cadre.stores.access;

import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An account as its tenant's admins see it.
 *
 * @param hasPassword whether it can sign in with one
 * @param issuer who else vouches for it; null when nobody does
 */
public record AccountRead(
    AccountId id,
    String name,
    Principal.Kind kind,
    Set<Role> roles,
    boolean active,
    @Nullable String fullName,
    @Nullable String email,
    boolean hasPassword,
    @Nullable String issuer,
    @Nullable Instant lastLoginAt,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  public AccountRead {
    roles = Set.copyOf(roles);
  }

  @Override
  public String toString() {
    return "AccountRead[" + name + "]";
  }
}
