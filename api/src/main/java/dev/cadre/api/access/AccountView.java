package dev.cadre.api.access;

import dev.cadre.stores.access.AccountRead;
import dev.cadre.stores.access.Principal;
import dev.cadre.workflows.access.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An account as it is answered. */
record AccountView(
    String id,
    String name,
    Principal.Kind kind,
    List<Role> roles,
    String status,
    @Nullable String fullName,
    @Nullable String email,
    boolean hasPassword,
    @Nullable String issuer,
    @Nullable Instant lastLoginAt,
    int version,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * Accounts by name.
   *
   * @param next null at the end
   */
  record Page(List<AccountView> items, @Nullable String next) {}

  static AccountView of(AccountRead read) {
    return new AccountView(
        read.id().toString(),
        read.name(),
        read.kind(),
        read.roles().stream().sorted().toList(),
        read.active() ? "ACTIVE" : "DISABLED",
        read.fullName(),
        read.email(),
        read.hasPassword(),
        read.issuer(),
        read.lastLoginAt(),
        read.version(),
        read.createdAt(),
        read.updatedAt());
  }
}
