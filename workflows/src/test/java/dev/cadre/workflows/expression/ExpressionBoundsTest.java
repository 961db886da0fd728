package dev.cadre.workflows.expression;

import static dev.cadre.workflows.expression.Bindings.evaluate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How much work an expression may be. */
class ExpressionBoundsTest {

  private static final Duration ALLOWED = Duration.ofSeconds(1);

  private static final Map<String, Object> LARGE =
      Bindings.with(
          Map.of(
              "many", Collections.nCopies(9_000, 1L),
              "manyLists", Collections.nCopies(5_000, List.of(1L, 2L)),
              "otherLists", Collections.nCopies(5_000, List.of(1L, 2L)),
              "long", "a".repeat(5_000_000),
              "longer", "a".repeat(2_000_000) + "b"));

  @BeforeAll
  static void loadsCel() {
    Expressions.warmUp();
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
    // The quickest of three, for a busy machine makes work look more than it is.
    Duration work = ALLOWED;
    for (int i = 0; i < 3 && work.compareTo(ALLOWED) >= 0; i++) {
      long start = cpu();
      assertThatThrownBy(() -> evaluate(cel, LARGE))
          .isInstanceOf(ExpressionException.class)
          .message()
          .hasSizeLessThan(400);
      work = Duration.ofNanos(cpu() - start);
    }
    assertThat(work).isLessThan(ALLOWED);
  }

  @Test
  void decidesAlikeOnEveryMachine() throws ExpressionException {
    // What counts is work, not time: 9,000 turns pass however slow the machine is.
    assertThat(evaluate("input.many.all(x, x == 1)", LARGE)).isEqualTo(true);
  }

  @Test
  void servesManyThreads() throws InterruptedException {
    List<Callable<Object>> tasks =
        IntStream.range(0, 2_000)
            .mapToObj(
                i -> (Callable<Object>) () -> evaluate("input.score + " + i % 50 + " > " + i % 50))
            .toList();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      assertThat(threads.invokeAll(tasks))
          .hasSize(2_000)
          .allSatisfy(value -> assertThat(value.resultNow()).isEqualTo(true));
    }
  }

  @Test
  void compilesInAboutHalfAMillisecond() throws ExpressionException {
    compile(200, "w");
    long start = cpu();
    compile(200, "x");
    Duration each = Duration.ofNanos((cpu() - start) / 200);
    assertThat(each).isCloseTo(Duration.ZERO, Duration.ofMillis(5));
  }

  private static void compile(int times, String prefix) throws ExpressionException {
    for (int i = 0; i < times; i++) {
      Expressions.compile(
          "steps.a.output.score > 0.7 && input.t == '" + prefix + i + "'",
          Expressions.PLAN_VARIABLES);
    }
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
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
}
