package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Postgres;
import dev.cadre.workflows.tenant.TenantId;
import reactor.core.publisher.Mono;

/**
 * Keeps what has no transaction of its own: denials, failed sign-ins, reads. What writes rows goes
 * to {@link AuditRows} in the same transaction instead.
 */
public final class AuditLog {

  private final Postgres postgres;

  public AuditLog(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Writes an entry; it stands when this completes. */
  public Mono<Void> write(TenantId tenant, AuditEntry entry) {
    return postgres.inTenant(tenant, client -> AuditRows.write(client, tenant, entry));
  }
}
