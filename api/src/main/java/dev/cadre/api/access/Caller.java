package dev.cadre.api.access;

import dev.cadre.api.runtime.ApiProblem;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.access.Principals;
import dev.cadre.stores.audit.AuditActor;
import dev.cadre.stores.audit.By;
import dev.cadre.workflows.access.Permission;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Who sent a request, and what it may do: what its roles allow, and of that no more than its API
 * key's scopes.
 *
 * @param until when its API key expires; null where that never is, or there is none
 * @param source the hash of the address that it came from; null where none is known
 */
public record Caller(
    Principal principal,
    Set<Permission> permissions,
    @Nullable String source,
    @Nullable Instant until) {

  public Caller {
    permissions = Set.copyOf(permissions);
  }

  /** Somebody with all that the account may. */
  static Caller of(Principal principal, @Nullable String source) {
    return new Caller(
        principal, Role.permissions(principal.roles(), principal.operating()), source, null);
  }

  static Caller of(Principals.Holder holder, @Nullable String source) {
    Caller whole = of(holder.principal(), source);
    Set<Permission> scopes = holder.scopes();
    if (scopes == null) {
      return new Caller(holder.principal(), whole.permissions, source, holder.until());
    }
    Set<Permission> both = EnumSet.noneOf(Permission.class);
    whole.permissions.stream().filter(scopes::contains).forEach(both::add);
    return new Caller(holder.principal(), both, source, holder.until());
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

  /**
   * What starts work needs a tenant that may.
   *
   * @throws ApiProblem TENANT_SUSPENDED
   */
  public void refuseSuspended() {
    if (principal.tenantStatus() == TenantStatus.SUSPENDED) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT,
          "TENANT_SUSPENDED",
          "Your tenant is suspended and starts nothing; who operates the installation can lift it.");
    }
  }

  /**
   * What makes new plans needs a tenant that goes on.
   *
   * @throws ApiProblem TENANT_SUSPENDED, TENANT_CLOSING
   */
  public void refuseUnlessActive() {
    refuseSuspended();
    if (principal.tenantStatus() == TenantStatus.CLOSING) {
      throw ApiProblem.of(
          HttpStatus.CONFLICT, "TENANT_CLOSING", "Your tenant is closing and takes no new plans.");
    }
  }

  /** As the audit log names it in its own tenant. */
  public By by() {
    return new By(
        switch (principal.kind()) {
          case PERSON -> AuditActor.person(tenant(), name());
          case SERVICE -> AuditActor.service(tenant(), name());
        },
        source);
  }

  /** As the audit log of another tenant names it, which this one operates. */
  public By operator() {
    return new By(new AuditActor("operator:" + name(), AuditActor.Kind.PERSON), source);
  }

  /**
   * The shorter one of a life that is wished for and what is left of the caller's own key: no key
   * outlives itself by another.
   *
   * @param wished null: for ever
   */
  @Nullable Duration shorter(@Nullable Duration wished, Instant now) {
    if (until == null) {
      return wished;
    }
    Duration left = Duration.between(now, until);
    return wished == null || wished.compareTo(left) > 0 ? left : wished;
  }

  /** Whether it may all that its account may: so no key with scopes of its own. */
  boolean whole() {
    return permissions.containsAll(Role.permissions(principal.roles(), principal.operating()));
  }

  /** Whether it may do this. */
  public boolean may(Permission permission) {
    return permissions.contains(permission);
  }
}
