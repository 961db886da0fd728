package dev.cadre.stores.tenant;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** Reads and writes permits, in the caller's transaction. */
final class PermitRows {

  static final String ALL_OR_LISTED = "select permits from tenant where id = $1";

  /** Of the tenant that the transaction has entered. */
  static final String LISTED = "select kind, name from tenant_permit";

  private static final String AGENT = "AGENT";
  private static final String TOOL = "TOOL";

  private PermitRows() {}

  private record Permit(String kind, String name) {}

  static Mono<Permits> read(DatabaseClient client, TenantId tenant) {
    return Sql.of(client, ALL_OR_LISTED, tenant.value())
        .map(row -> Columns.text(row, "permits").equals("ALL"))
        .one()
        .flatMap(all -> all ? Mono.just(Permits.ALL) : listed(client));
  }

  private static Mono<Permits> listed(DatabaseClient client) {
    return Sql.of(client, LISTED)
        .map(row -> new Permit(Columns.text(row, "kind"), Columns.text(row, "name")))
        .all()
        .collect(
            Collectors.groupingBy(
                Permit::kind, Collectors.mapping(Permit::name, Collectors.toSet())))
        .map(found ->
            new Permits(
                false, found.getOrDefault(AGENT, Set.of()), found.getOrDefault(TOOL, Set.of())));
  }

  static Mono<Void> write(DatabaseClient client, TenantId tenant, Permits permits, Instant now) {
    return Sql.of(client, "delete from tenant_permit")
        .then()
        .then(
            Sql.of(
                    client,
                    """
                    insert into tenant_permit (tenant_id, kind, name, created_at)
                    select $1, 'AGENT', unnest($2::text[]), $4
                    union all select $1, 'TOOL', unnest($3::text[]), $4\
                    """,
                    tenant.value(),
                    permits.agents().toArray(String[]::new),
                    permits.tools().toArray(String[]::new),
                    Sql.time(now))
                .then())
        .then(
            Sql.of(
                    client,
                    "update tenant set permits = $2, version = version + 1, updated_at = $3"
                        + " where id = $1",
                    tenant.value(),
                    permits.all() ? "ALL" : "LISTED",
                    Sql.time(now))
                .then());
  }
}
