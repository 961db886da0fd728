package dev.cadre.stores.plan;

import static dev.cadre.stores.plan.LargePlans.check;
import static dev.cadre.stores.plan.LargePlans.checkWithin;
import static dev.cadre.stores.plan.LargePlans.maps;
import static dev.cadre.stores.plan.LargePlans.plan;
import static dev.cadre.stores.plan.LargePlans.steps;
import static dev.cadre.stores.plan.LargePlans.subplan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.expression.Expressions;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LargePlansTest {

  @BeforeAll
  static void warmsUp() throws MalformedDocument {
    Expressions.warmUp();
    for (int i = 0; i < 5; i++) {
      check(plan(5_000, n -> "Hi"));
    }
  }

  @Test
  void checksFiveThousandStepsAtOnce() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(1);
    var checked = checkWithin(allowed, _ -> plan(5_000, n -> "Hello {{ input.topic }}"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void checksADifferentExpressionInEachStep() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(5);
    var checked =
        checkWithin(allowed, i -> plan(5_000, n -> "{{ input.topic + '" + i + " " + n + "' }}"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void refusesTooManySteps() throws MalformedDocument {
    assertThat(check(plan(5_001, n -> "Hi"))).containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void countsNestedSteps() throws MalformedDocument {
    assertThat(check(maps(2_500))).isEmpty();
    assertThat(check(maps(2_501))).containsExactly("LIMIT_EXCEEDED /steps");
    assertThat(check(subplan(4_999))).isEmpty();
    assertThat(check(subplan(5_000))).containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void checksManyContainersAtOnce() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(3);
    var checked = checkWithin(allowed, _ -> maps(2_500));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void guessesNotForEver() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(5);
    String unknown =
        IntStream.range(0, 20)
            .mapToObj(n -> "\"" + "x".repeat(60) + n + "\"")
            .collect(Collectors.joining(","));
    String plan =
        steps(
            5_000,
            n ->
                """
                {"id":"%s%04d","kind":"tool","tool":"echo","dependsOn":[%s]}\
                """
                    .formatted("y".repeat(58), n, unknown));
    var checked = checkWithin(allowed, _ -> plan);
    assertThat(checked.problems()).hasSize(1_001);
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void namesALongCycleOnce() throws MalformedDocument {
    String plan = plan(5_000, n -> "Hi").replace("\"dependsOn\":[]", "\"dependsOn\":[\"s4999\"]");
    assertThat(check(plan)).containsExactly("CYCLE /steps/0/dependsOn");
  }
}
