package dev.cadre.stores.plan;

import static dev.cadre.stores.plan.LargePlans.check;
import static dev.cadre.stores.plan.LargePlans.checkWithin;
import static dev.cadre.stores.plan.LargePlans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.expression.Expressions;
import java.time.Duration;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ManyExpressionsTest {

  private static final Duration ALLOWED = Duration.ofSeconds(5);

  @BeforeAll
  static void loadsCel() {
    Expressions.warmUp();
  }

  @Test
  void refusesTooManyExpressions() throws MalformedDocument {
    assertThat(check(inOneStep(6_001, n -> "{{ " + n + " }}")))
        .containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void refusesTooMuchOfThem() throws MalformedDocument {
    String tail = "x".repeat(7_000);
    var checked =
        checkWithin(ALLOWED, i -> inOneStep(60, n -> "{{ '" + i + " " + n + tail + "' }}"));
    assertThat(checked.problems()).containsExactly("LIMIT_EXCEEDED /steps");
    assertThat(checked.work()).isLessThan(ALLOWED);
  }

  @Test
  void standsTheWorstExpressionsOfOnePlan() throws MalformedDocument {
    String heavy = " || input.topic == 'a'".repeat(160);
    var checked =
        checkWithin(ALLOWED, i -> inOneStep(70, n -> "{{ " + n + " == " + i + heavy + " }}"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(ALLOWED);
  }

  private static String inOneStep(int count, IntFunction<String> expression) {
    String all = IntStream.range(0, count).mapToObj(expression).collect(Collectors.joining());
    return plan(1, _ -> all);
  }
}
