package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.plan.TestCatalogue;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.plan.PlanReader;
import dev.cadre.workflows.plan.PlanValidator;
import dev.cadre.workflows.plan.Problem;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LargePlansTest {

  private static final TestCatalogue CATALOGUE = TestCatalogue.calling("local");

  @BeforeAll
  static void warmsUp() throws MalformedDocument {
    Expressions.warmUp();
    for (int i = 0; i < 5; i++) {
      check(plan(2_000, n -> "Hi"));
    }
  }

  @Test
  void checksTwoThousandStepsAtOnce() throws MalformedDocument {
    String plan = plan(2_000, n -> "Hello {{ input.topic }}");
    long start = cpu();
    assertThat(check(plan)).isEmpty();
    Duration took = Duration.ofNanos(cpu() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(2));
  }

  @Test
  void checksADifferentExpressionInEachStep() throws MalformedDocument {
    String plan = plan(2_000, n -> "{{ input.topic + '" + n + "' }}");
    long start = cpu();
    assertThat(check(plan)).isEmpty();
    Duration took = Duration.ofNanos(cpu() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void refusesTooManySteps() throws MalformedDocument {
    assertThat(codes(check(plan(2_001, n -> "Hi")))).containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void refusesTooManyExpressions() throws MalformedDocument {
    String many =
        IntStream.range(0, 3_001).mapToObj(i -> "{{ " + i + " }}").collect(Collectors.joining());
    assertThat(codes(check(plan(1, n -> many)))).containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void refusesTooMuchOfThem() throws MalformedDocument {
    String[] long7k = new String[60];
    for (int i = 0; i < long7k.length; i++) {
      long7k[i] = "{{ '" + i + "x".repeat(7_000) + "' }}";
    }
    long start = cpu();
    assertThat(codes(check(plan(1, n -> String.join("", long7k)))))
        .containsExactly("LIMIT_EXCEEDED /steps");
    assertThat(Duration.ofNanos(cpu() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void standsTheWorstExpressionsOfOnePlan() throws MalformedDocument {
    String heavy = " || input.topic == 'a'".repeat(160);
    String many =
        IntStream.range(0, 70)
            .mapToObj(i -> "{{ " + i + " == 1" + heavy + " }}")
            .collect(Collectors.joining());
    long start = cpu();
    assertThat(check(plan(1, n -> many))).isEmpty();
    Duration took = Duration.ofNanos(cpu() - start);
    assertThat(took).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void namesALongCycleOnce() throws MalformedDocument {
    String plan = plan(2_000, n -> "Hi").replace("\"dependsOn\":[]", "\"dependsOn\":[\"s1999\"]");
    assertThat(codes(check(plan))).containsExactly("CYCLE /steps/0/dependsOn");
  }

  private static List<String> codes(List<Problem> problems) {
    return problems.stream().map(p -> p.code() + " " + p.pointer()).toList();
  }

  private static List<Problem> check(String plan) throws MalformedDocument {
    byte[] body = plan.getBytes(StandardCharsets.UTF_8);
    return PlanValidator.validate(
        PlanReader.read(Documents.parse(body, Documents.Format.JSON)), CATALOGUE);
  }

  /** What this thread has used; the clock would count what else the machine does. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** A chain of agents. */
  private static String plan(int steps, IntFunction<String> prompt) {
    String list =
        IntStream.range(0, steps)
            .mapToObj(i ->
                """
                {"id":"s%d","kind":"agent","agent":"copywriter","prompt":"%s","dependsOn":[%s]}\
                """
                    .formatted(i, prompt.apply(i), i == 0 ? "" : "\"s" + (i - 1) + "\""))
            .collect(Collectors.joining(","));
    return "{\"name\":\"large\",\"input\":{\"topic\":\"tea\"},\"steps\":[" + list + "]}";
  }
}
