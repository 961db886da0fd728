package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.plan.PlanId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated over the catalogue: a new table of tenants is tested without being named here. */
class TenantIsolationIT {

  /** Read before a tenant is known; they hold ids and hashes only. */
  private static final Set<String> WITHOUT_TENANT = Set.of("outbox", "sign_in", "document_order");

  private final TestStore store = TestStore.open();

  @BeforeEach
  void onePlanOfTheDemoTenant() {
    store.plan("1", "draft");
  }

  static Stream<String> tenantTables() throws SQLException {
    return list(
            """
            select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid
            where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
              and a.attname = 'tenant_id' and not a.attisdropped\
            """)
        .stream()
        .filter(table -> !WITHOUT_TENANT.contains(table));
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void forcesRowSecurityWithAPolicy(String table) throws SQLException {
    assertThat(
            list(
                "select relrowsecurity and relforcerowsecurity from pg_class where oid = 'public."
                    + table
                    + "'::regclass"))
        .containsExactly("t");
    assertThat(
            list("select polname from pg_policy where polrelid = 'public." + table + "'::regclass"))
        .isNotEmpty();
  }

  @ParameterizedTest
  @MethodSource("tenantTables")
  void showsNoRowToAnotherTenantNorToNone(String table) throws SQLException {
    try (Connection app = store.asApp()) {
      app.setAutoCommit(false);
      assertThat(count(app, table)).isZero();
      enter(app, UUID.randomUUID().toString());
      assertThat(count(app, table)).isZero();
      enter(app, TestStore.TENANT.toString());
      assertThat(count(app, table))
          .isEqualTo(
              Long.parseLong(
                  store.read(
                      "select count(*) from " + table + " where tenant_id = ?",
                      TestStore.TENANT.value())));
      app.rollback();
    }
  }

  @Test
  void seesPlansOfItsOwnTenant() throws SQLException {
    try (Connection app = store.asApp()) {
      app.setAutoCommit(false);
      enter(app, TestStore.TENANT.toString());
      assertThat(count(app, "plan")).isPositive();
      app.rollback();
    }
  }

  @Test
  void refusesARowOfAnotherTenant() throws SQLException {
    try (Connection app = store.asApp()) {
      app.setAutoCommit(false);
      enter(app, UUID.randomUUID().toString());
      String plan = store.read("select id from plan limit 1");
      assertThatThrownBy(() ->
              app.createStatement()
                  .execute(
                      "insert into fact_batch values ('%s', '%s', 1, 999)"
                          .formatted(TestStore.TENANT, plan)))
          .hasMessageContaining("row-level security");
      app.rollback();
    }
  }

  /** Else it could keep a result, say, from being written where its key is taken. */
  @Test
  void refusesARowOfAnotherTenantsPlan() throws SQLException {
    PlanId plan = store.plan(null, "draft");
    try (Connection app = store.asApp()) {
      app.setAutoCommit(false);
      String another =
          store.read(
              "insert into tenant (id, name) values (gen_random_uuid(), 'Another') returning id");
      enter(app, another);
      assertThatThrownBy(() ->
              app.createStatement()
                  .execute(
                      "insert into fact_batch values ('%s', '%s', 1, 999)"
                          .formatted(another, plan)))
          .hasMessageContaining("fact_batch_plan_id_fkey");
      app.rollback();
    }
  }

  @Test
  void namesNoRowOfATenantWithoutTheTenant() throws SQLException {
    assertThat(
            list(
                """
                select k.conrelid::regclass || ' ' || k.conname
                from pg_constraint k
                join pg_attribute a on a.attrelid = k.conrelid and a.attname = 'tenant_id'
                join pg_attribute b on b.attrelid = k.confrelid and b.attname = 'tenant_id'
                where k.contype = 'f' and (a.attnum <> all (k.conkey) or not k.convalidated)\
                """))
        .isEmpty();
  }

  @Test
  void letsTheProgramsRoleOwnNothingAndBypassNothing() throws SQLException {
    assertThat(list("select relname from pg_class where pg_get_userbyid(relowner) = 'cadre_app'"))
        .isEmpty();
    assertThat(
            list(
                "select rolname from pg_roles where rolname = 'cadre_app' and (rolsuper or"
                    + " rolbypassrls or rolcreaterole or rolcreatedb)"))
        .isEmpty();
  }

  private static void enter(Connection app, String tenant) throws SQLException {
    try (var statement = app.prepareStatement("select set_config('app.tenant_id', ?, true)")) {
      statement.setString(1, tenant);
      statement.execute();
    }
  }

  private static long count(Connection app, String table) throws SQLException {
    try (var rows = app.createStatement().executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  private static List<String> list(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = TestStore.open().asSuperuser();
        var rows = connection.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
