package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.llm.ProviderLimits;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Calls that are open when their plan ends: their worker was lost, and the plan cancelled before
 * another one took its place; or they are still under way.
 */
@ParameterizedClass
@EnumSource(Course.class)
class AttemptsAtTheEndIT {

  private final TestStore store = TestStore.open();
  private final StoredRows rows = new StoredRows(store);
  private final ProviderLimits limits = new ProviderLimits(store.postgres(), Clock.systemUTC());
  private final Attempts attempts;
  private final String provider = "p" + UUID.randomUUID();
  private final PlanId plan = store.plan("1", "draft", "other");

  AttemptsAtTheEndIT(Course course) {
    attempts = course.attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC());
  }

  @Test
  void leavesNothingReservedWhenTheWorkerNeverComesBack() {
    limits.set(TestStore.TENANT, By.SYSTEM, provider, BigDecimal.ONE).block();
    attempts.begin(attempt("draft")).block();
    attempts.begin(attempt("other")).block();

    cancel();

    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.200000000");
    assertThat(row("draft")).isEqualTo("SETTLED CANCELLED false 0.100000000");
    ProviderLimits.Spending spending = limits.all().block().get(provider);
    assertThat(spending.reserved()).isEqualByComparingTo("0");
    assertThat(spending.spent()).isEqualByComparingTo("0.2");
    assertThat(rows.events(plan))
        .endsWith("attempt.failed attempt.failed step.cancelled step.cancelled plan.cancelled");
  }

  @Test
  void correctsWhatACallCostThatAnswersAfterTheEnd() {
    attempts.begin(attempt("draft")).block();
    attempts.begin(attempt("other")).block();
    cancel();

    attempts.succeed(attempt("draft"), 1, bill("0.03"), "late", null).block();
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.130000000");
    assertThat(row("draft")).isEqualTo("SETTLED CANCELLED true 0.030000000");

    attempts.fail(attempt("other"), 1, bill("0"), failure()).block();
    attempts.fail(attempt("other"), 1, bill("0"), failure()).block();
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.030000000");
    assertThat(row("other")).isEqualTo("SETTLED CANCELLED false 0.000000000");
    assertThat(rows.events(plan)).endsWith("plan.cancelled");
  }

  private void cancel() {
    new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC())
        .close(
            new ClosePlan(
                TestStore.TENANT, plan, 1, PlanStatus.CANCELLED, null, null, null, Map.of()),
            null)
        .block();
  }

  private Attempt attempt(String step) {
    return ModelAttempts.of(new AttemptKey(plan, step, 1, 0, 1), provider, "0.10");
  }

  private static Bill bill(String cost) {
    return new Bill("m", 200, 10L, 20L, 0L, new BigDecimal(cost));
  }

  private static AttemptFailure failure() {
    return new AttemptFailure(
        FailureCategory.UPSTREAM, true, 500, null, null, null, false, Duration.ZERO, "No.");
  }

  private String row(String step) {
    return store.read(
        """
        select concat_ws(' ', state, category, case when discarded then 'true' else 'false' end, cost_usd)
        from attempt where key = ?\
        """,
        attempt(step).key().toString());
  }
}
