package dev.cadre.activities.tool.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Calls of {@code DB_QUERY} at the shop's database. */
final class Queries {

  static final ShopDatabase SHOP = ShopDatabase.one();
  static final QueryTool TOOL = new QueryTool(SHOP.settings());

  static final String BY_TAX_ID =
      "select id, name from shop.customers where tax_id = :taxId order by id";

  private Queries() {}

  static void unchanged() throws SQLException {
    assertThat(SHOP.read("select string_agg(name, ',' order by id) from shop.customers"))
        .isEqualTo("Ann,Bob,Eve");
    assertThat(rows(BY_TAX_ID, Map.of("taxId", "PL1"))).hasSize(1);
  }

  /** The server's process behind the connection that is taken next. */
  static @Nullable Object backend() {
    return rows("select pg_backend_pid() as pid", Map.of()).getFirst().get("pid");
  }

  @SuppressWarnings("unchecked")
  static List<Map<String, @Nullable Object>> rows(String sql, Map<String, ?> arguments) {
    return (List<Map<String, @Nullable Object>>) call(sql, arguments).get("rows");
  }

  static Map<String, Object> config(String sql) {
    return Map.of("sql", sql);
  }

  static Map<String, Object> call(String sql, Map<String, ?> arguments) {
    return call(config(sql), arguments);
  }

  static Map<String, Object> call(Map<String, ?> config, Map<String, ?> arguments) {
    return call(TOOL, config, arguments);
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> call(QueryTool tool, Map<String, ?> config, Map<String, ?> arguments) {
    return (Map<String, Object>) tool.call(spec(config, arguments), request(arguments));
  }

  static ToolCall request(Map<String, ?> arguments) {
    return new ToolCall(TenantId.DEMO, arguments, true, "plan/step/1", Duration.ofSeconds(20));
  }

  static AttemptFailure failure(String sql, Map<String, ?> arguments) {
    return failure(config(sql), arguments);
  }

  static AttemptFailure failure(Map<String, ?> config, Map<String, ?> arguments) {
    return catchThrowableOfType(
            ToolFailed.class, () -> TOOL.call(spec(config, arguments), request(arguments)))
        .failure();
  }

  static AttemptFailure failure(QueryTool tool, Map<String, ?> config) {
    return catchThrowableOfType(
            ToolFailed.class, () -> tool.call(spec(config, Map.of()), request(Map.of())))
        .failure();
  }

  /** Its arguments are those given and those that the tests leave out. */
  static ToolSpec spec(Map<String, ?> config, Map<String, ?> arguments) {
    Map<String, @Nullable Object> whole = new HashMap<>(Map.of("connection", "reader"));
    whole.putAll(config);
    Map<String, Object> properties = new HashMap<>(Map.of("none", Map.of(), "taxId", Map.of()));
    arguments.keySet().forEach(name -> properties.put(name, Map.of()));
    return new ToolSpec(
        "customers",
        1,
        "DB_QUERY",
        "Finds customers.",
        whole,
        Map.of("type", "object", "properties", properties, "additionalProperties", false),
        null,
        true,
        true);
  }

  static void until(String sql, String expected) throws Exception {
    for (int i = 0; i < 500 && !SHOP.read(sql).equals(expected); i++) {
      Thread.sleep(20);
    }
    assertThat(SHOP.read(sql)).isEqualTo(expected);
  }
}
