package dev.cadre.workflows.expression;

import static dev.cadre.workflows.expression.Bindings.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {

  @BeforeAll
  static void loadsCel() {
    Expressions.warmUp();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "input.score > 0.7 | true",
        "input.score == 1.0 | true",
        "input.whole == 3 | true",
        "input.none == null | true",
        "input.none != null | false",
        "input.half + 1.0 | 1.5",
        "input.list.all(x, x > 0) | true",
        "2 in input.list | true",
        "2.0 in input.list | true",
        "'a' in input.object | true",
        "'z' in input.object | false",
        "has(input.nope) | false",
        "input.object == {'a': {'b': 1.0}} | true",
        "[1, [2]] == [1.0, [2.0]] | true",
        "steps.a.output.score + 1 | 3",
        "steps['a'].output.score | 2",
        "steps.none.output == null | true",
        "input.text.matches('h.*o$') | true",
        "input.text.contains('ell') | true",
        "input.text + '!' | hello!",
        "size([1] + [2]) | 2",
        "input.flag ? 1 : 2 | 1",
        "{{ input.flag }} | true",
      })
  void yieldsAValue(String cel, String expected) throws ExpressionException {
    assertThat(evaluate(cel)).hasToString(expected);
  }

  @Test
  void yieldsPlainTrees() throws ExpressionException {
    assertThat(evaluate("{'n': null, 'l': [1u, 1.5, input.object], 't': input.text}"))
        .isEqualTo(
            new HashMap<>(
                Map.of("l", List.of(1L, 1.5, Map.of("a", Map.of("b", 1L))), "t", "hello")) {
              {
                put("n", null);
              }
            });
    assertThat(evaluate("input.none")).isNull();
    assertThat(evaluate("[input.none, null]")).isEqualTo(Arrays.asList(null, null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "input.score * 2.0 | double(x) * 2.0",
        "input.text + 1 | double(x) * 2.0",
        "input.nope | has(",
        "input.nope.deeper | `nope`",
        "input.object['zz'] | `zz`",
        "input.none.x | null",
        "steps.none.output.score > 1 | null",
        "input.none > 1 | compare",
        "input.list[9] | size(",
        "1 / (input.score - 1) | divides by zero",
        "input.text ? 1 : 2 | comparison",
        "9223372036854775807 + input.score | 64 bits",
        "1.0 / 0.0 | JSON",
        "duration('1h') | string(",
        "b'x' | string(",
        "'\\u0000' | NUL",
        "input.text.matches('(') | regular expression",
        "string(input.object) | convert",
        "input[input.object] | has(",
        "int(input.text) | correct"
      })
  void failsWithTheRemedy(String cel, String remedy) {
    assertThatThrownBy(() -> evaluate(cel))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining(remedy)
        .message()
        .doesNotContain("\n")
        .doesNotContain("<input>")
        .endsWith(".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1 +",
        "nope",
        "steps",
        "steps.size()",
        "steps[input.x]",
        "steps.map(s, s)",
        "steps.a.result",
        "steps.a['result']",
        "[1].all(steps, true)",
        "[1].map(input, 1)",
        "'a' + 1",
        "input.?x",
        "{input.text: 1}",
        "google.protobuf.Value{}",
        "now()"
      })
  void refusesToCompile(String cel) {
    assertThatThrownBy(() -> Expressions.compile(cel, Expressions.PLAN_VARIABLES))
        .isInstanceOf(ExpressionException.class)
        .message()
        .doesNotContain("\n")
        .endsWith(".");
  }

  @Test
  void namesTheStepsAndTheInputsThatItReads() throws ExpressionException {
    Expression expression =
        Expressions.compile(
            "steps.a.output.x + steps['b'].output > 1 && has(steps.c.output.y) && 'd' in steps"
                + " && input.e == 1 && has(input.f) && input.f == 1",
            Expressions.PLAN_VARIABLES);

    assertThat(expression.steps()).containsExactlyInAnyOrder("a", "b", "c", "d");
    assertThat(expression.inputs()).containsExactly("e");
    assertThat(expression.type()).isEqualTo(Expression.Type.BOOLEAN);
  }

  @Test
  void knowsTheItemOnlyWhereItIsDeclared() throws ExpressionException {
    assertThat(
            Expressions.compile("item.score", Expressions.ITEM_VARIABLES)
                .evaluate(Map.of("item", Map.of("score", 0.5))))
        .isEqualTo(0.5);
    assertThatThrownBy(() -> Expressions.compile("item.score", Expressions.PLAN_VARIABLES))
        .isInstanceOf(ExpressionException.class);
  }
}
