package dev.cadre.stores.plan;

import static dev.cadre.stores.plan.LargePlans.check;
import static dev.cadre.stores.plan.LargePlans.checkWithin;
import static dev.cadre.stores.plan.LargePlans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.expression.Expressions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LargePlansTest {

  @BeforeAll
  static void warmsUp() throws MalformedDocument {
    Expressions.warmUp();
    for (int i = 0; i < 5; i++) {
      check(plan(2_000, n -> "Hi"));
    }
  }

  @Test
  void checksTwoThousandStepsAtOnce() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(2);
    var checked = checkWithin(allowed, _ -> plan(2_000, n -> "Hello {{ input.topic }}"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void checksADifferentExpressionInEachStep() throws MalformedDocument {
    Duration allowed = Duration.ofSeconds(5);
    var checked =
        checkWithin(allowed, i -> plan(2_000, n -> "{{ input.topic + '" + i + " " + n + "' }}"));
    assertThat(checked.problems()).isEmpty();
    assertThat(checked.work()).isLessThan(allowed);
  }

  @Test
  void refusesTooManySteps() throws MalformedDocument {
    assertThat(check(plan(2_001, n -> "Hi"))).containsExactly("LIMIT_EXCEEDED /steps");
  }

  @Test
  void namesALongCycleOnce() throws MalformedDocument {
    String plan = plan(2_000, n -> "Hi").replace("\"dependsOn\":[]", "\"dependsOn\":[\"s1999\"]");
    assertThat(check(plan)).containsExactly("CYCLE /steps/0/dependsOn");
  }
}
