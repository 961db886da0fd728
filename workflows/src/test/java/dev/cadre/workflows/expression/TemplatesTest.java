package dev.cadre.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplatesTest {

  private static final Map<String, Object> BINDINGS = bindings();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      ignoreLeadingAndTrailingWhitespace = true,
      value = {
        "plain | plain",
        "a {{ input.text }} b | a hi b",
        "{{input.text}}{{input.text}} | hihi",
        "<{{ input.none }}> | <>",
        "<{{ input.number }}> | <1.5>",
        "<{{ input.list }}> | <[1,\"x\",null]>",
        "<{{ {'a': {'b': 1}} }}> | <{\"a\":{\"b\":1}}>",
        "<{{ '}}' }}> | <}}>",
        "<{{ \"a\\\"}}\" }}> | <a\"}}>",
        "<{{ r'\\d' + '}}' }}> | <\\d}}>",
        "<{{ '''it's }}''' }}> | <it's }}>",
        "single { brace } | single { brace }",
        "stray }} | stray }}",
        "<{{ '{{' }}> | <{{>",
        "<{{ input.evil }}> | <{{ input.text }}>",
      })
  void rendersText(String template, String expected) throws ExpressionException {
    assertThat(Templates.render(template, BINDINGS)).isEqualTo(expected);
  }

  @Test
  void keepsTheTypeOfAWholeExpression() throws ExpressionException {
    assertThat(Templates.render("{{ input.number }}", BINDINGS)).isEqualTo(1.5);
    assertThat(Templates.render("{{ input.none }}", BINDINGS)).isNull();
    assertThat(Templates.render("{{ {'a': 1} }}", BINDINGS)).isEqualTo(Map.of("a", 1L));
    assertThat(Templates.render(" {{ input.number }}", BINDINGS)).isEqualTo(" 1.5");
  }

  @Test
  void rendersTheStringsOfATreeAndNoKeys() throws ExpressionException {
    assertThat(
            Templates.render(
                Map.of("{{ k }}", List.of("{{ input.text }}", 7L, true), "b", "x{{ 1 }}"),
                BINDINGS))
        .isEqualTo(Map.of("{{ k }}", List.of("hi", 7L, true), "b", "x1"));
  }

  @Test
  void findsExpressionsWithTheirPointers() throws ExpressionException {
    assertThat(Templates.expressions(Map.of("a/b~", List.of("x", "{{ 1 }} and {{ 2 }}"))))
        .containsExactly(
            new Templates.Placed("/a~1b~0/1", "1"), new Templates.Placed("/a~1b~0/1", "2"));
    assertThat(Templates.expressions("{{ 1 }}")).containsExactly(new Templates.Placed("", "1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{{", "a {{ b", "{{ '}}", "{{ {1: 2} }", "{{ 1 // }}", "{{ \"\\\" }}"})
  void refusesWhatDoesNotEnd(String template) {
    assertThatThrownBy(() -> Template.parse(template))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("}}");
  }

  @Test
  void refusesTextThatGrowsWithoutEnd() {
    assertThatThrownBy(() -> Templates.render("{{ input.long }}".repeat(100), BINDINGS))
        .isInstanceOf(ExpressionException.class)
        .hasMessageContaining("16 MiB");
  }

  private static Map<String, Object> bindings() {
    Map<String, Object> input = new HashMap<>();
    input.put("text", "hi");
    input.put("evil", "{{ input.text }}");
    input.put("none", null);
    input.put("number", 1.5);
    input.put("list", java.util.Arrays.asList(1L, "x", null));
    input.put("long", "a".repeat(1_000_000));
    return Map.of("input", input, "steps", Map.of());
  }
}
