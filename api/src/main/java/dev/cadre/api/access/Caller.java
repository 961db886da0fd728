package dev.cadre.api.access;

import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.tenant.TenantId;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who sent a request, and what it may do: what its roles allow, and of that no more than its API
 * key's scopes.
 */
public record Caller(Principal principal, Set<Permission> permissions) {

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  /** Somebody with all that the account may. */
  static Caller of(Principal principal) {
    return new Caller(principal, Role.permissions(principal.roles(), principal.operating()));
  }

  static Caller of(Principals.Holder holder) {
    Caller whole = of(holder.principal());
    Set<Permission> scopes = holder.scopes();
    if (scopes == null) {
      return whole;
    }
    Set<Permission> both = EnumSet.noneOf(Permission.class);
    whole.permissions.stream().filter(scopes::contains).forEach(both::add);
    return new Caller(holder.principal(), both);
  }

  public TenantId tenant() {
    return principal.tenant();
  }

  public String name() {
    return principal.name();
  }

  /** By their names on the wire, as audiences of gates name them. */
  public Set<String> roles() {
    return principal.roles().stream().map(Role::wire).collect(Collectors.toUnmodifiableSet());
  }

  /** Whether it may do this. */
  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }
}
