package dev.cadre.workflows.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionsTest {

  private static final Map<String, Object> BINDINGS = bindings();

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

  static List<String> bombs() {
    return List.of(
        "'x'".repeat(200_000),
        "(".repeat(5_000) + "1" + ")".repeat(5_000),
        "[".repeat(4_000),
        "1" + " + 1".repeat(2_000),
        "input" + ".a".repeat(4_000),
        nested("[input.list]", "[%s, %s]", 25) + " == " + nested("[input.list]", "[%s, %s]", 25),
        nested("[input.list]", "[%s, %s]", 25) + " ? 1 : 2",
        nested("[input.list]", "[%s, %s]", 25) + " && true",
        "!" + nested("[input.list]", "[%s, %s]", 25),
        nested("[input.list]", "[%s, %s]", 25) + " + 1 == 2",
        nested("[input.list]", "[%s, %s]", 25) + "['a']",
        "string(" + nested("[input.list]", "[%s, %s]", 25) + "[0]) == ''",
        "input.object[" + nested("[input.list]", "[%s, %s]", 25) + "[0]] == 1",
        nested("[input.list]", "[%s, %s]", 25) + "[0] in input.object || 1 / 0 == 1",
        "type(" + nested("[input.list]", "[%s, %s]", 25) + ")",
        nested("'aaaaaaaaaaaaaaaa'", "%s + %s", 25),
        nested("[1]", "%s + %s", 25),
        nested("[1]", "[%s, %s]", 25),
        "input.many.all(x, input.many.all(y, input.many.all(z, true)))",
        "input.many.map(x, input.many.map(y, input.many))",
        "input.long.matches('(a|a)*b(a|a)*c')",
        "input.long.matches('(((a{1,100}){1,100}){1,100}){1,100}')",
        "input.many.all(x, input.long.matches('^a*b'))",
        "input.many.all(x, input.long.contains(input.longer))",
        "input.long.contains(input.longer)",
        "input.many.all(x, input.manyLists == input.otherLists)",
        "input.many.exists(x, [input.none] in input.manyLists)",
        "input.many.all(x, size(input.long) > 0)",
        "input.many.map(x, input.long + input.long)",
        "input.many.map(x, input.long)");
  }

  @ParameterizedTest
  @MethodSource("bombs")
  @Timeout(20)
  void endsBombsQuickly(String cel) {
    long start = cpu();
    assertThatThrownBy(() -> evaluate(cel))
        .isInstanceOf(ExpressionException.class)
        .message()
        .hasSizeLessThan(400);
    assertThat(Duration.ofNanos(cpu() - start)).isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void decidesAlikeOnEveryMachine() throws ExpressionException {
    // What counts is work, not time: 9,000 turns pass however slow the machine is.
    assertThat(evaluate("input.many.all(x, x == 1)")).isEqualTo(true);
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

  @Test
  void servesManyThreads() {
    Map<Object, Long> values =
        IntStream.range(0, 2_000)
            .parallel()
            .mapToObj(i -> {
              try {
                return evaluate("input.score + " + i % 50 + " > " + i % 50);
              } catch (ExpressionException e) {
                throw new AssertionError(e);
              }
            })
            .collect(
                java.util.stream.Collectors.groupingBy(
                    v -> v, java.util.stream.Collectors.counting()));

    assertThat(values).containsExactly(Map.entry(true, 2_000L));
  }

  @Test
  void compilesInAboutHalfAMillisecond() throws ExpressionException {
    for (int i = 0; i < 500; i++) {
      Expressions.compile(
          "steps.a.output.score > 0.7 && input.t == 'w" + i + "'", Expressions.PLAN_VARIABLES);
    }
    long start = cpu();
    for (int i = 0; i < 500; i++) {
      Expressions.compile(
          "steps.a.output.score > 0.7 && input.t == 'x" + i + "'", Expressions.PLAN_VARIABLES);
    }
    Duration each = Duration.ofNanos((cpu() - start) / 500);
    assertThat(each).isCloseTo(Duration.ZERO, Duration.ofMillis(5));
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static Object evaluate(String cel) throws ExpressionException {
    return Expressions.compile(cel, Expressions.PLAN_VARIABLES).evaluate(BINDINGS);
  }

  /** A macro inside a macro, each of which uses the variable of the one around it twice. */
  private static String nested(String seed, String twice, int depth) {
    StringBuilder cel = new StringBuilder();
    String value = seed;
    for (int i = 0; i < depth; i++) {
      cel.append("[").append(value).append("].map(v").append(i).append(", ");
      value = twice.formatted("v" + i, "v" + i);
    }
    return cel + value + ")".repeat(depth);
  }

  private static Map<String, Object> bindings() {
    Map<String, Object> input = new HashMap<>();
    input.put("score", 1);
    input.put("half", 0.5);
    input.put("whole", new BigDecimal("3"));
    input.put("none", null);
    input.put("flag", true);
    input.put("text", "hello");
    input.put("list", List.of(1L, 2L, 3L));
    input.put("object", Map.of("a", Map.of("b", 1L)));
    input.put("many", Collections.nCopies(9_000, 1L));
    input.put("manyLists", Collections.nCopies(5_000, List.of(1L, 2L)));
    input.put("otherLists", Collections.nCopies(5_000, List.of(1L, 2L)));
    input.put("long", "a".repeat(5_000_000));
    input.put("longer", "a".repeat(2_000_000) + "b");
    Map<String, Object> none = new HashMap<>();
    none.put("output", null);
    return Map.of(
        "input", input, "steps", Map.of("a", Map.of("output", Map.of("score", 2L)), "none", none));
  }
}
