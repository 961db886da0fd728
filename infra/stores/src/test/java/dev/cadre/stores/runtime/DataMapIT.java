package dev.cadre.stores.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DataMapIT {

  private final TestStore store = TestStore.open();

  @Test
  void namesEveryColumnOfTheSchemaAndNoOther() throws SQLException {
    List<String> columns =
        list(
            """
            select table_schema || '.' || table_name || '.' || column_name
            from information_schema.columns
            where table_schema not in ('pg_catalog', 'information_schema')
              and table_name <> 'flyway_schema_history'\
            """);
    assertThat(columns).hasSizeGreaterThan(100);
    assertThat(
            DataMap.shipped().entries().stream()
                .filter(entry -> !entry.blobKind())
                .map(entry -> entry.place() + "." + entry.field()))
        .containsExactlyInAnyOrderElementsOf(columns);
  }

  @Test
  void callsEverySealedColumnContentOrKey() throws SQLException {
    List<String> sealed =
        list(
            """
            select table_schema || '.' || table_name || '.' || column_name
            from information_schema.columns
            where data_type = 'bytea' and table_schema in ('public', 'keys')\
            """);
    assertThat(
            DataMap.shipped().entries().stream()
                .filter(entry -> !entry.blobKind())
                .filter(e -> e.category().equals("content") || e.category().equals("key"))
                .map(entry -> entry.place() + "." + entry.field()))
        .containsExactlyInAnyOrderElementsOf(sealed);
  }

  @Test
  void saysHowEveryPersonIsFoundAndErased() {
    assertThat(DataMap.shipped().entries())
        .filteredOn(e -> List.of("content", "person", "credential").contains(e.category()))
        .allSatisfy(entry -> {
          assertThat(entry.subject()).isNotNull();
          assertThat(entry.erasure()).isNotEqualTo("none needed");
        });
  }

  private List<String> list(String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Connection connection = store.asSuperuser();
        var rows = connection.createStatement().executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getString(1));
      }
    }
    return found;
  }
}
