package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.llm.Refusals;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import io.temporal.failure.ApplicationFailure;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How attempts fail, and what is logged and counted of them. */
@Timeout(60)
class AttemptFailuresIT extends AttemptFixture {

  @Test
  void failsByCategoryWithTheWholeFailure() {
    PlanId plan = plans.open(null, agent("draft", "Hello"));
    client =
        request -> {
          throw Refusals.of(FailureCategory.UPSTREAM, 502);
        };
    ApplicationFailure failure = failure(() -> calls().model(call(plan, "draft", Map.of())));
    assertThat(failure.getType()).isEqualTo("UPSTREAM");
    assertThat(failure.isNonRetryable()).isTrue();
    assertThat(failure.getDetails().get(AttemptFailure.class).status()).isEqualTo(502);
    assertThat(requests).hasSize(1);
  }

  @Test
  void logsAnExpectedFailureInOneLineAndAnUnexpectedOneWithItsStack() {
    PlanId plan = plans.open(null, agent("draft", "Hello"), agent("second", "Hello"));
    String expected =
        logged(() -> {
          client =
              request -> {
                throw Refusals.of(FailureCategory.RATE_LIMIT, 429);
              };
          failure(() -> calls().model(call(plan, "draft", Map.of())));
        });
    String unexpected =
        logged(() -> {
          client =
              request -> {
                throw new IllegalStateException("a bug");
              };
          failure(() -> calls().model(call(plan, "second", Map.of())));
        });

    assertThat(expected.lines().filter(line -> line.contains("failed") || line.contains("\tat ")))
        .singleElement()
        .asString()
        .contains("INFO", "plan=" + plan, "step=draft", "target=local/smollm2-135m")
        .contains("category=RATE_LIMIT");
    assertThat(unexpected).contains("WARN", "a bug", "\tat ");
  }

  @Test
  void countsAttemptsTheirTimeTokensAndCostOnce() {
    PlanId plan = plans.open(null, agent("draft", "Hello"), agent("second", "Hello"));
    Calls calls = calls();
    calls.model(call(plan, "draft", Map.of()));
    calls.model(call(plan, "draft", Map.of()));
    client =
        request -> {
          throw Refusals.of(FailureCategory.RATE_LIMIT, 429);
        };
    failure(() -> calls.model(call(plan, "second", Map.of())));
    failure(() -> calls.model(call(plan, "second", Map.of())));

    assertThat(attempts("OK")).isEqualTo(1);
    assertThat(attempts("RATE_LIMIT")).isEqualTo(1);
    assertThat(figures.get("cadre.attempt").tag("provider", "local").timer().count()).isEqualTo(2);
    assertThat(figures.get("cadre.tokens").tag("kind", "input").counter().count()).isEqualTo(10);
    assertThat(figures.get("cadre.tokens").tag("kind", "output").counter().count()).isEqualTo(20);
    assertThat(figures.get("cadre.cost").tag("currency", "USD").counter().count())
        .isEqualTo(0.00005);
  }

  private double attempts(String category) {
    return figures
        .get("cadre.attempts")
        .tags("provider", "local", "category", category)
        .counter()
        .count();
  }

  /** What goes to the log meanwhile; slf4j-simple writes to the standard error. */
  private static String logged(Runnable work) {
    PrintStream before = System.err;
    var bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void failsAnExpressionBeforeAnyCall() {
    PlanId plan = plans.open(null, agent("draft", "{{ input.topic.size.none }}"));
    ApplicationFailure failure = failure(() -> calls().model(call(plan, "draft", Map.of())));
    assertThat(failure.getType()).isEqualTo("EXPRESSION_ERROR");
    assertThat(failure.getOriginalMessage()).startsWith("/steps/0");
    assertThat(requests).isEmpty();
    assertThat(plans.read("select count(*) from attempt where plan_id = ?", plan.value()))
        .isEqualTo("0");
  }
}
