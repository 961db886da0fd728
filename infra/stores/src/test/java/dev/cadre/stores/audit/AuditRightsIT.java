package dev.cadre.stores.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.runtime.TestStore;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program's role may do with the log: add and read. */
class AuditRightsIT {

  private final TestStore store = TestStore.open();
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "audit_event, INSERT SELECT",
    "audit_link, INSERT SELECT",
    "audit_head, INSERT SELECT",
    "audit_unlinked, SELECT"
  })
  void addsAndReads(String table, String rights) {
    assertThat(
            store.read(
                """
                select string_agg(privilege_type, ' ' order by privilege_type)
                from information_schema.role_table_grants
                where grantee in ('cadre_app', 'PUBLIC') and table_name = ?\
                """,
                table))
        .isEqualTo(rights);
    assertThat(
            store.read(
                """
                select count(*) from information_schema.role_column_grants
                where grantee in ('cadre_app', 'PUBLIC') and table_name = ?
                  and privilege_type not in ('INSERT', 'SELECT')\
                """,
                table))
        .isEqualTo("0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "update audit_event set actor = 'other'",
        "delete from audit_event",
        "truncate audit_event cascade",
        "update audit_link set hash = prev_hash",
        "delete from audit_link",
        "update audit_head set signature = ''",
        "delete from audit_head",
        "delete from audit_unlinked",
        "insert into audit_unlinked (tenant_id, event_id) values (gen_random_uuid(), gen_random_uuid())",
        "alter table audit_event disable trigger all",
        "drop trigger audit_event_added on audit_event"
      })
  void changesNothing(String statement) throws SQLException {
    try (Connection app = store.asApp()) {
      assertThatThrownBy(() -> app.createStatement().execute(statement))
          .isInstanceOf(SQLException.class)
          .message()
          .containsAnyOf("permission denied", "must be owner");
    }
  }

  @Test
  void learnsOfOtherTenantsOnlyThatTheyHaveEntries() throws SQLException {
    var audit = new AuditStore(folder);
    audit.log.write(audit.tenant, AuditStore.entry("p1")).block(AuditStore.WAIT);
    try (Connection app = store.asApp();
        var rows = app.createStatement().executeQuery("select count(*) from audit_unlinked")) {
      rows.next();
      assertThat(rows.getLong(1)).isZero();
    }
    assertThat(audit.chain.unlinked().collectList().block(AuditStore.WAIT))
        .contains(audit.tenant)
        .doesNotHaveDuplicates();
  }

  @Test
  void hasNoWayAroundTheListOfWhatIsToBeLinked() {
    assertThat(
            List.of(
                store
                    .read(
                        """
                        select string_agg(proname, ' ' order by proname) from pg_proc
                        where prosecdef and pronamespace = 'public'::regnamespace
                          and proname like 'audit%'\
                        """)
                    .split(" ")))
        .containsExactly("audit_event_added", "audit_link_added", "audit_tenants_unlinked");
  }
}
