package dev.cadre.workflows.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaSampleTest {

  private static Object sample(String schema) {
    return SchemaSample.of(Plays.tree(schema), "word");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | word",
        "{ type: string, maxLength: 2 } | wo",
        "{ type: string, minLength: 6 } | word--",
        "{ type: integer } | 1",
        "{ type: integer, minimum: 5 } | 5",
        "{ type: integer, maximum: -5 } | -5",
        "{ type: number } | 0.5",
        "{ type: boolean } | true",
        "{ type: [object, 'null'] } | {}",
        "{ const: 7 } | 7",
        "{ anyOf: [{ type: integer }, { type: string }] } | 1",
        "{ type: array, items: { type: string } } | [word 1, word 2]",
        "{ type: array, maxItems: 1 } | [word 1]",
        "{ type: array, maxItems: 0 } | []",
        "{ properties: { a: { enum: [x] } }, required: [a, b] } | '{a=x, b=word}'",
      })
  void fitsTheUsualKeywords(String schema, String sample) {
    assertThat(sample(schema)).hasToString(sample);
  }

  @Test
  void staysSmallWhateverTheSchemaAsks() {
    String schema = "{ type: string, minLength: 2000000000 }";
    for (int i = 0; i < 20; i++) {
      schema = "{ type: array, minItems: 2000000000, items: " + schema + " }";
    }
    assertThat(String.valueOf(sample(schema)).length()).isLessThan(200_000);
  }
}
