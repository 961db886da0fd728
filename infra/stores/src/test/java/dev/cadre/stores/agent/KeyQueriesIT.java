package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.parts.postgres.PostgresAccess;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.stores.tenant.PermitQueries;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The reads behind GET /v1/agents, /v1/agents/{name} and /v1/tools, among 1,000 tenants with 170
 * agents and 20 tools each: no statement reads what belongs to others. The times are printed.
 */
class KeyQueriesIT {

  private static final String TENANT = "00000000-0000-7000-9000-000000000500";

  private static final Map<String, String> READS =
      Map.of(
          "revision", CatalogueRows.REVISION,
          "permits", PermitQueries.ALL_OR_LISTED.replace("$1", "'" + TENANT + "'"),
          "listed", PermitQueries.LISTED,
          "item", CatalogueRows.ONE.replace("$1", "'AGENT'").replace("$2", "'debt-agent'"),
          "items", CatalogueRows.ALL);

  private final TestStore store = TestStore.open();

  @Test
  void readOnlyWhatIsTheTenants() throws SQLException {
    new ShippedCatalogue(store.postgres(), Clock.systemUTC()).bring().block();
    try (Connection connection = store.asSuperuser();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      fill(statement);
      statement.execute("set local role " + PostgresAccess.APP);
      statement.execute("select set_config('app.tenant_id', '" + TENANT + "', true)");
      for (Map.Entry<String, String> read : READS.entrySet()) {
        String plan = explained(statement, read.getValue());
        System.out.println(
            read.getKey() + ": " + plan.lines().reduce((_, last) -> last).orElse(""));
        assertThat(plan).as(read.getKey()).doesNotContain("Seq Scan on tenant");
      }
      assertThat(explained(statement, PermitQueries.LISTED)).contains("rows=190");
      connection.rollback();
    }
  }

  private static void fill(Statement statement) throws SQLException {
    statement.execute(
        """
        insert into tenant (id, name, permits, created_at)
        select ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 't' || n, 'LISTED', now()
        from generate_series(1, 1000) n\
        """);
    statement.execute(
        """
        insert into tenant_permit (tenant_id, kind, name, created_at)
        select ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid,
               case when a <= 170 then 'AGENT' else 'TOOL' end, 'item-' || a, now()
        from generate_series(1, 1000) n, generate_series(1, 190) a\
        """);
    statement.execute("analyze tenant, tenant_permit, catalogue_item, catalogue_version");
  }

  private static String explained(Statement statement, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (ResultSet rows = statement.executeQuery("explain (analyze, costs off) " + sql)) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
