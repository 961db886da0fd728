package dev.cadre.stores.agent;

import dev.cadre.stores.audit.AuditRows;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/**
 * The output formats in which tenants want the answers of agents, in place of the agents' own. Each
 * change is one of the catalogue, with an entry in the audit log; plans that run keep what they
 * started with.
 */
public final class AgentOutputs {

  private final Postgres postgres;
  private final Clock clock;

  public AgentOutputs(Postgres postgres, Clock clock) {
    this.postgres = postgres;
    this.clock = clock;
  }

  /** Those of a tenant, by the agent's name. */
  public Mono<Map<String, String>> all(TenantId tenant) {
    return read(postgres, tenant);
  }

  static Mono<Map<String, String>> read(Postgres postgres, TenantId tenant) {
    return postgres.inTenant(
        tenant,
        client ->
            client
                .sql("select agent, format from agent_output")
                .map(row -> Map.entry(Columns.text(row, "agent"), Columns.text(row, "format")))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue, TreeMap::new));
  }

  /**
   * Sets one.
   *
   * @param format null: the agent's own again
   */
  public Mono<Void> set(TenantId tenant, By by, String agent, @Nullable String format) {
    var entry =
        by.done(clock.instant(), "tenant.agent_output", "agent", agent).with("format", format);
    return postgres.inTenant(
        tenant,
        client ->
            new CatalogueRows(client)
                .changed()
                .then(Mono.defer(() -> write(client, tenant, agent, format)))
                .then(AuditRows.write(client, tenant, entry)));
  }

  private Mono<Void> write(
      DatabaseClient client, TenantId tenant, String agent, @Nullable String format) {
    return format == null
        ? Sql.of(client, "delete from agent_output where agent = $1", agent).then()
        : Sql.of(
                client,
                """
                insert into agent_output (tenant_id, agent, format, updated_at)
                values ($1, $2, $3, $4)
                on conflict (tenant_id, agent) do update
                  set format = excluded.format, updated_at = excluded.updated_at\
                """,
                tenant.value(),
                agent,
                format,
                Sql.time(clock.instant()))
            .then();
  }
}
