package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Bill;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a tenant pays for itself is in no figure of what the installation has spent. */
class OwnFiguresIT extends AttemptFixture {

  private static final Bill BILL = new Bill("m", 200, 10L, 20L, 0L, new BigDecimal("0.000000500"));

  private void call(@Nullable UUID own) {
    PlanId plan = plans.open(null, agent("a", "Hi"));
    Attempt attempt =
        new Attempt(
            TestPlans.TENANT,
            new AttemptKey(plan, "a", 1, 0, 1),
            null,
            Attempt.Kind.MODEL,
            TARGET.provider(),
            TARGET.model(),
            new BigDecimal("0.000001"),
            false,
            false,
            true,
            Duration.ofSeconds(5),
            own,
            null);
    new LedgerCalls(attempts, new AttemptMeters(figures))
        .run(
            attempt,
            new Flight(null),
            Duration.ofSeconds(5),
            () -> new LedgerCalls.Outcome.Success(BILL, "Hello.", null));
  }

  @Test
  void countsTheInstallationsMoneyAlone() {
    call(UUID.randomUUID());
    assertThat(figures.find("cadre.attempts").counter().count()).isEqualTo(1);
    assertThat(figures.find("cadre.cost").counter()).isNull();
    assertThat(figures.find("cadre.tokens").counter()).isNull();

    call(null);
    assertThat(figures.get("cadre.cost").counter().count()).isPositive();
    assertThat(figures.get("cadre.tokens").tag("kind", "output").counter().count()).isEqualTo(20);
  }
}
