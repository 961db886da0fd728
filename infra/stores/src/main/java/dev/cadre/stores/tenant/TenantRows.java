package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.ChangeRefused;
import dev.cadre.stores.runtime.ChangeRefused.Reason;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tenant.TenantStatus;
import io.r2dbc.spi.Readable;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads and writes the rows of tenants, in the caller's transaction. */
final class TenantRows {

  static final String SELECT =
      """
      select id, name, domain, status, plan_tier, region, time_zone, privacy, asserted_decisions,
        operates, budget_limit, permits, version, created_at, updated_at from tenant\
      """;

  private TenantRows() {}

  static Mono<Void> insert(DatabaseClient client, NewTenant tenant, Instant now) {
    return Sql.of(
            client,
            """
            insert into tenant (id, name, domain, plan_tier, region, time_zone, privacy,
              asserted_decisions, budget_limit, permits, created_at, updated_at)
            values ($1, $2, $3, $4, $5, $6, $7, false, $8, $9, $10, $10) on conflict do nothing\
            """,
            tenant.id().value(),
            tenant.name(),
            tenant.domain(),
            tenant.planTier(),
            tenant.region(),
            tenant.timeZone(),
            tenant.privacy(),
            Sql.orNull(tenant.budgetLimit(), BigDecimal.class),
            tenant.permits().all() ? "ALL" : "LISTED",
            Sql.time(now))
        .fetch()
        .rowsUpdated()
        .flatMap(
            rows -> rows == 1 ? Mono.empty() : Mono.error(new ChangeRefused(Reason.DOMAIN_TAKEN)));
  }

  /** Whether there is such a tenant. */
  static Mono<Boolean> change(
      DatabaseClient client,
      TenantId tenant,
      @Nullable Integer version,
      TenantChange change,
      Instant now) {
    return Sql.of(client, "select version from tenant where id = $1 for update", tenant.value())
        .map(row -> Columns.number(row, "version"))
        .one()
        .flatMap(standing ->
            version != null && !version.equals(standing)
                ? Mono.error(new ChangeRefused(Reason.VERSION_CONFLICT))
                : update(client, tenant, change, now).thenReturn(true))
        .defaultIfEmpty(false);
  }

  private static Mono<Void> update(
      DatabaseClient client, TenantId tenant, TenantChange change, Instant now) {
    TenantStatus status = change.status();
    return Sql.of(
            client,
            """
            update tenant set name = coalesce($2, name), status = coalesce($3, status),
              time_zone = coalesce($4, time_zone), privacy = coalesce($5, privacy),
              asserted_decisions = coalesce($6, asserted_decisions),
              budget_limit = coalesce($7, budget_limit), version = version + 1, updated_at = $8
            where id = $1\
            """,
            tenant.value(),
            Sql.orNull(change.name(), String.class),
            Sql.orNull(status == null ? null : status.name(), String.class),
            Sql.orNull(change.timeZone(), String.class),
            Sql.orNull(change.privacy(), Boolean.class),
            Sql.orNull(change.assertedDecisions(), Boolean.class),
            Sql.orNull(change.budgetLimit(), BigDecimal.class),
            Sql.time(now))
        .then();
  }

  static TenantRead read(Readable row) {
    return new TenantRead(
        new TenantId(Columns.uuid(row, "id")),
        Columns.text(row, "name"),
        row.get("domain", String.class),
        TenantStatus.valueOf(Columns.text(row, "status")),
        Columns.text(row, "plan_tier"),
        Columns.text(row, "region"),
        Columns.text(row, "time_zone"),
        Columns.flag(row, "privacy"),
        Columns.flag(row, "asserted_decisions"),
        Columns.flag(row, "operates"),
        row.get("budget_limit", BigDecimal.class),
        Columns.text(row, "permits").equals("LISTED"),
        Columns.number(row, "version"),
        Columns.instant(row, "created_at"),
        Columns.instant(row, "updated_at"));
  }
}
