package dev.cadre.activities.tool.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.llm.OutputCheck;
import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTest {

  private static ToolSpec spec(Map<String, ?> config) {
    return new ToolSpec(
        "customers",
        1,
        "DB_QUERY",
        "",
        new HashMap<>(config),
        Map.of("type", "object", "properties", Map.of("taxId", Map.of())),
        null,
        true,
        true);
  }

  private static Map<String, Object> config(String field, Object value) {
    Map<String, Object> config = new HashMap<>(Map.of("connection", "crm", "sql", "select :taxId"));
    config.put(field, value);
    return config;
  }

  @Test
  void hasDefaults() {
    Query query = Query.of(spec(config("connection", "crm")));
    assertThat(query.maxRows()).isEqualTo(100);
    assertThat(query.timeout()).isEqualTo(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @CsvSource({
    "maxRows, 1001, maxRows from 1 to 1000",
    "maxRows, 0, maxRows from 1 to 1000",
    "timeout, PT31S, timeout over zero",
    "timeout, PT0S, timeout over zero",
    "timeout, -PT1S, timeout over zero",
    "timeout, soon, timeout over zero",
    "sql, 'select :other', 'uses :other, which is no argument'",
    "sql, 'drop table t', must begin with select"
  })
  void refusesAConfigurationThatCannotBeRun(String field, String text, String why) {
    Object value = field.equals("maxRows") ? (Object) Integer.valueOf(text) : text;
    assertThatThrownBy(() -> Query.of(spec(config(field, value))))
        .isInstanceOf(ToolFailed.class)
        .hasMessageContaining("The configuration of the tool customers")
        .hasMessageContaining(why);
  }

  @Test
  void namesTheSettingOfAConnectionThatIsNotThere() {
    try (QueryTool tool = new QueryTool(new QuerySettings(null))) {
      ToolCall call = new ToolCall(TenantId.DEMO, Map.of(), true, "key", Duration.ofSeconds(1));
      assertThatThrownBy(() -> tool.call(spec(config("connection", "crm")), call))
          .hasMessageContaining("may set cadre.tools.db.connections.crm");
    }
  }

  @ParameterizedTest
  @CsvSource({"maxRows, 5, true", "maxRows, 1001, false", "limit, 5, false"})
  void hasAClosedSchema(String field, int value, boolean fits) {
    assertThat(OutputCheck.problem(Query.CONFIGURATION, config(field, value)).isEmpty())
        .isEqualTo(fits);
  }
}
