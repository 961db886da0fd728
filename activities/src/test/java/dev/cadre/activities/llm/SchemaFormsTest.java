package dev.cadre.activities.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.llm.OutputCheck.Found;
import dev.cadre.workflows.llm.FailureCategory;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The forms that a step's schema takes on its way: closed, as a grammar, as a check. */
class SchemaFormsTest {

  private static final Map<String, Object> FACTS =
      Map.of(
          "type", "object",
          "required", List.of("facts"),
          "properties",
              Map.of("facts", Map.of("type", "array", "items", Map.of("type", "string"))));

  @Test
  void closesEveryObject() {
    assertThat(ClosedSchema.of(FACTS))
        .get()
        .satisfies(closed ->
            assertThat(closed)
                .containsEntry("additionalProperties", false)
                .containsEntry("required", List.of("facts")));
  }

  @Test
  void givesUpOnWhatCannotBeEnforced() {
    assertThat(ClosedSchema.of(Map.of("type", "integer", "minimum", 3))).isEmpty();
    assertThat(ClosedSchema.of(Map.of("type", "object"))).isEmpty();
  }

  @Test
  void writesAGrammarWithoutWhiteSpace() {
    assertThat(JsonGrammar.of(FACTS))
        .startsWith("root ::= r1\n")
        .contains("r0 ::= \"[\" item (\",\" item){0,5} \"]\"")
        .contains("r1 ::= \"{\" \"\\\"facts\\\"\" \":\" r0 \"}\"");
  }

  @Test
  void namesPlacesAndRulesButNoValue() {
    Found found = OutputCheck.of(FACTS).check("{\"facts\": [1], \"x\": \"canary\"}");

    assertThat(found)
        .isInstanceOfSatisfying(
            Found.Wrong.class,
            wrong -> {
              assertThat(wrong.category()).isEqualTo(FailureCategory.QUALITY);
              assertThat(wrong.what()).contains("/facts/0").doesNotContain("canary");
            });
  }

  @Test
  void readsNumbersAsExpressionsWantThem() {
    assertThat(OutputCheck.of(Map.of()).check("{\"a\": 1, \"b\": 1.0, \"c\": null}"))
        .isInstanceOfSatisfying(
            Found.Valid.class,
            valid ->
                assertThat((Map<?, ?>) valid.value())
                    .satisfies(map -> assertThat(map.get("a")).isEqualTo(1L))
                    .satisfies(map -> assertThat(map.get("b")).isEqualTo(1.0))
                    .satisfies(map -> assertThat(map.containsKey("c")).isTrue()));
  }

  @Test
  void refusesTextBehindTheJsonAndDoubledNames() {
    assertThat(OutputCheck.of(Map.of()).check("{} and more")).isInstanceOf(Found.Wrong.class);
    assertThat(OutputCheck.of(Map.of()).check("{\"a\":1,\"a\":2}")).isInstanceOf(Found.Wrong.class);
  }

  @Test
  void refusesASchemaThatIsNoneBeforeAnyCall() {
    assertThatThrownBy(() -> OutputCheck.of(Map.of("type", "objekt")))
        .isInstanceOfSatisfying(
            ModelCallFailed.class,
            failed -> {
              assertThat(failed.category()).isEqualTo(FailureCategory.INVALID_REQUEST);
              assertThat(failed.failure().called()).isFalse();
            });
  }

  @Test
  void loadsNoSchemaFromElsewhere() {
    assertThatThrownBy(() -> OutputCheck.of(Map.of("$ref", "http://127.0.0.1:9/schema.json")))
        .isInstanceOf(ModelCallFailed.class);
  }
}
