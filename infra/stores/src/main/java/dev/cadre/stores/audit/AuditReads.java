package dev.cadre.stores.audit;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.runtime.Uuid7;
import dev.cadre.workflows.tenant.TenantId;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** Reads the audit log. */
public final class AuditReads {

  private final Postgres postgres;

  /**
   * Which entries to list, newest first; null means all.
   *
   * @param action what the action begins with
   * @param object an object's id
   * @param from at this time or later
   * @param to before this time
   * @param before only entries older than this one
   */
  public record Filter(
      @Nullable String action,
      @Nullable String actor,
      @Nullable String object,
      AuditEntry.@Nullable Outcome outcome,
      @Nullable Instant from,
      @Nullable Instant to,
      @Nullable UUID before,
      int limit) {}

  public AuditReads(Postgres postgres) {
    this.postgres = postgres;
  }

  /** Entries by the filter. */
  public Mono<List<AuditRead>> page(TenantId tenant, Filter filter) {
    List<Object> values = new ArrayList<>();
    String sql =
        """
        select l.seq, %s
        from (select * from audit_event e where true%s order by e.id desc limit %d) e
        left join audit_link l on l.event_id = e.id order by e.id desc\
        """
            .formatted(AuditColumns.EVENT, where(filter, values), filter.limit());
    return postgres
        .manyInTenant(
            tenant, client -> Sql.of(client, sql, values.toArray()).map(AuditReads::read).all())
        .collectList();
  }

  /** Conditions of what is given only, so that each finds its index. */
  private static String where(Filter filter, List<Object> values) {
    StringBuilder where = new StringBuilder();
    add(where, values, "starts_with(e.action, $%d)", filter.action());
    add(where, values, "e.actor = $%d", filter.actor());
    add(where, values, "e.object_id = $%d", filter.object());
    add(
        where,
        values,
        "e.outcome = $%d",
        filter.outcome() == null ? null : filter.outcome().name());
    Instant from = filter.from();
    if (from != null) {
      add(where, values, "e.at >= $%d", Sql.time(from));
      // An id begins with the time, and the index has the id.
      add(where, values, "e.id >= $%d", Uuid7.of(from.toEpochMilli(), 0, 0));
    }
    Instant to = filter.to();
    if (to != null) {
      add(where, values, "e.at < $%d", Sql.time(to));
      add(where, values, "e.id < $%d", Uuid7.of(to.toEpochMilli() + 1, 0, 0));
    }
    add(where, values, "e.id < $%d", filter.before());
    return where.toString();
  }

  private static void add(
      StringBuilder where, List<Object> values, String condition, @Nullable Object value) {
    if (value != null) {
      values.add(value);
      where.append(" and ").append(condition.formatted(values.size()));
    }
  }

  private static AuditRead read(Readable row) {
    return new AuditRead(
        Columns.uuid(row, "id").toString(),
        row.get("seq", Long.class),
        Columns.instant(row, "at"),
        Columns.text(row, "actor"),
        AuditActor.Kind.valueOf(Columns.text(row, "actor_kind")),
        Columns.text(row, "action"),
        Columns.text(row, "object_kind"),
        Columns.text(row, "object_id"),
        AuditEntry.Outcome.valueOf(Columns.text(row, "outcome")),
        row.get("reason", String.class),
        row.get("source", String.class),
        AuditColumns.data(row));
  }
}
