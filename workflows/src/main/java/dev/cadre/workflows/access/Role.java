package dev.cadre.workflows.access;

import static dev.cadre.workflows.access.Permission.ACCOUNT_READ;
import static dev.cadre.workflows.access.Permission.AUDIT_READ;
import static dev.cadre.workflows.access.Permission.CATALOGUE_READ;
import static dev.cadre.workflows.access.Permission.DOCUMENT_MANAGE;
import static dev.cadre.workflows.access.Permission.DOCUMENT_READ;
import static dev.cadre.workflows.access.Permission.GATE_DECIDE;
import static dev.cadre.workflows.access.Permission.GATE_READ;
import static dev.cadre.workflows.access.Permission.METRICS_READ;
import static dev.cadre.workflows.access.Permission.PLAN_READ;
import static dev.cadre.workflows.access.Permission.PLAN_STEER;
import static dev.cadre.workflows.access.Permission.PLAN_SUBMIT;
import static dev.cadre.workflows.access.Permission.SELF;
import static dev.cadre.workflows.access.Permission.TENANT_READ;

import com.fasterxml.jackson.annotation.JsonValue;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an account is in its tenant; it may be several. */
public enum Role {
  /** Answers for the tenant: all that there is. */
  OWNER(EnumSet.allOf(Permission.class)),
  /** Runs the tenant: all but making owners. */
  ADMIN(EnumSet.allOf(Permission.class)),
  /** Watches and steers plans. */
  OPERATOR(reading(PLAN_STEER, GATE_DECIDE, TENANT_READ, METRICS_READ)),
  /** Decides at gates. */
  REVIEWER(reading(GATE_DECIDE)),
  /** Answers for the law: reads all, the audit log too, and decides where a gate asks for it. */
  COMPLIANCE(reading(GATE_DECIDE, ACCOUNT_READ, TENANT_READ, AUDIT_READ)),
  /** Submits plans and follows them. */
  MEMBER(reading(PLAN_SUBMIT, PLAN_STEER, GATE_DECIDE, DOCUMENT_MANAGE)),
  /** Reads settings, accounts and the audit log; no content of plans. */
  AUDITOR(EnumSet.of(CATALOGUE_READ, SELF, ACCOUNT_READ, TENANT_READ, AUDIT_READ));

  private final ImmutableSet<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = ImmutableSet.copyOf(permissions);
  }

  private static Set<Permission> reading(Permission... more) {
    Set<Permission> all = EnumSet.of(PLAN_READ, GATE_READ, CATALOGUE_READ, DOCUMENT_READ, SELF);
    all.addAll(Arrays.asList(more));
    return all;
  }

  /** What it may do in its tenant; those of the operating tenant only there. */
  public Set<Permission> permissions() {
    return permissions;
  }

  /** Its name on the wire. */
  @JsonValue
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name. */
  public static Optional<Role> of(String wire) {
    return Stream.of(values()).filter(role -> role.wire().equals(wire)).findFirst();
  }

  /** What somebody of these roles may do. */
  public static Set<Permission> permissions(Collection<Role> roles, boolean operatingTenant) {
    Set<Permission> all = EnumSet.noneOf(Permission.class);
    roles.forEach(role -> all.addAll(role.permissions));
    all.removeIf(permission -> permission.operating() && !operatingTenant);
    return all;
  }

  /** The roles that hold a permission, by their names on the wire. */
  public static Set<String> holding(Permission permission) {
    return Stream.of(values())
        .filter(role -> role.permissions.contains(permission))
        .map(Role::wire)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether somebody of these roles may make an account this: only owners make owners. */
  public boolean grantableBy(Collection<Role> theirs) {
    return theirs.contains(OWNER) || (this != OWNER && theirs.contains(ADMIN));
  }
}
