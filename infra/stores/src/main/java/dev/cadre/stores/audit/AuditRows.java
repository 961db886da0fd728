package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Entries as rows. */
public final class AuditRows {

  /** Of a millisecond; PostgreSQL keeps no more. */
  private static final long MICROS = 1_000;

  /** Into which the twelve bits behind the milliseconds divide one. */
  private static final long STEPS = 4_096;

  private AuditRows() {}

  /**
   * Writes an entry in the caller's transaction: it stands if and only if what it tells of does.
   * One insert, which waits for nobody.
   */
  public static Mono<Void> write(DatabaseClient client, TenantId tenant, AuditEntry entry) {
    return Sql.of(
            client,
            """
            insert into audit_event (tenant_id, id, at, actor, actor_kind, action, object_kind,
                                     object_id, outcome, reason, source, data)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::jsonb)\
            """,
            tenant.value(),
            id(entry.at()),
            Sql.time(entry.at()),
            entry.actor().id(),
            entry.actor().kind().name(),
            entry.action(),
            entry.objectKind(),
            entry.objectId(),
            entry.outcome().name(),
            Sql.orNull(entry.reason(), String.class),
            Sql.orNull(entry.source(), String.class),
            CanonicalJson.of(entry.data()))
        .then();
  }

  /** Lists go by it, so it orders within a millisecond too (RFC 9562, 6.2, method 3). */
  private static UUID id(Instant at) {
    long fraction = at.get(ChronoField.MICRO_OF_SECOND) % MICROS * STEPS / MICROS;
    return Uuid7.of(at.toEpochMilli(), fraction, ThreadLocalRandom.current().nextLong());
  }
}
