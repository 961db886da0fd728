package dev.cadre.stores.access;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An account, as far as it matters to what it may do.
 *
 * @param operating its tenant operates the installation
 * @param active false: it may do nothing
 * @param sessionsFrom sessions from before are over
 */
public record Principal(
    TenantId tenant,
    TenantStatus tenantStatus,
    boolean operating,
    AccountId account,
    String name,
    Kind kind,
    Set<Role> roles,
    boolean active,
    Instant sessionsFrom) {

  /** What is behind an account. */
  public enum Kind {
    PERSON,
    /** A program; it has API keys and no password. */
    SERVICE
  }

  public Principal {
    roles = Set.copyOf(roles);
  }

  static Principal of(TenantId tenant, Readable row) {
    return new Principal(
        tenant,
        TenantStatus.valueOf(Columns.text(row, "tenant_status")),
        Columns.flag(row, "operates"),
        new AccountId(Columns.uuid(row, "account_id")),
        Columns.text(row, "name"),
        Kind.valueOf(Columns.text(row, "kind")),
        roles(Columns.texts(row, "roles")),
        Columns.text(row, "account_status").equals("ACTIVE"),
        Columns.instant(row, "sessions_from"));
  }

  /** A word that is no role (any more) gives nothing. */
  static Set<Role> roles(String... words) {
    return Stream.of(words).flatMap(word -> Role.of(word).stream()).collect(Collectors.toSet());
  }

  static String[] words(Collection<Role> roles) {
    return roles.stream().map(Role::wire).sorted().toArray(String[]::new);
  }
}
