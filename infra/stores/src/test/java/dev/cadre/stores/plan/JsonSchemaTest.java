package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.expression.WorkTime;
import dev.cadre.workflows.rehearsal.SchemaSample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {

  private static final Map<String, Object> ENDLESS =
      Map.of("pattern", "^" + "(.*)".repeat(8) + "x$");
  private static final String AS = "a".repeat(100);

  private static String problem(Map<String, Object> schema, Object value) {
    return JsonSchema.of(schema).orElseThrow().problem(value);
  }

  @Test
  void namesPlacesAndRules() {
    Map<String, Object> schema =
        Map.of(
            "required",
            List.of("a"),
            "properties",
            Map.of("b", Map.of("pattern", "^x$"), "c", Map.of("type", "integer")));

    assertThat(problem(schema, Map.of("a", 1L))).isEmpty();
    assertThat(problem(schema, Map.of("b", "secret", "c", 1L)))
        .contains("'a'", "/b: breaks \"pattern\"")
        .doesNotContain("secret");
  }

  @Test
  void knowsWhatIsNoSchema() {
    assertThat(JsonSchema.of(Map.of("type", "objekt"))).isEmpty();
    assertThat(JsonSchema.of(Map.of("pattern", "("))).isEmpty();
  }

  @Test
  void boundsWhatAPatternTakes() {
    assertThat(problem(ENDLESS, AS)).isEqualTo("the whole: a pattern takes too much work");
    assertThat(problem(Map.of("pattern", "^(a|b)*$"), "ab".repeat(100_000)))
        .startsWith("the whole: is nested too deep");
  }

  @Test
  void endsAPatternWhenTheTimeIsOver() {
    AtomicBoolean over = new AtomicBoolean();

    assertThatThrownBy(() ->
            WorkTime.within(
                over::get,
                () -> {
                  JsonSchema schema = JsonSchema.of(ENDLESS).orElseThrow();
                  schema.problem("aa");
                  over.set(true);
                  return schema.problem(AS);
                }))
        .isInstanceOf(WorkTime.OverException.class);
  }

  @Test
  void standsASchemaThatRefersToItself() {
    assertThat(JsonSchema.of(Map.of("$ref", "#")).map(schema -> schema.problem("x")).orElse("none"))
        .isNotEmpty();
  }

  @Test
  void takesTheSamplesOfSchemas() {
    Map<String, Object> schema =
        Map.of(
            "type",
            "object",
            "required",
            List.of("list", "other"),
            "properties",
            Map.of(
                "list",
                Map.of("type", "array", "minItems", 3L, "items", Map.of("type", "integer")),
                "word",
                Map.of("enum", List.of("one", "two"))));

    assertThat(problem(schema, SchemaSample.of(schema, "word"))).isEmpty();
  }
}
