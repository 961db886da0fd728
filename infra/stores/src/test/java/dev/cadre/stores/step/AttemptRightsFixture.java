package dev.cadre.stores.step;

import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.TestAccounts;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Attempts of plans whose requester has an account of its own. */
abstract class AttemptRightsFixture {

  final TestStore store = TestStore.open();
  final Accounts accounts = new Accounts(store.postgres(), store.keys(), Clock.systemUTC());
  final String name = TestAccounts.member(store);
  final Attempts attempts;

  AttemptRightsFixture(Course course) {
    attempts = course.attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC());
  }

  final PlanId planOfMine() throws SQLException {
    PlanId plan = store.plan("1", "one", "two", "three");
    sql("update plan set requester = '%s' where id = '%s'".formatted(name, plan));
    return plan;
  }

  final @Nullable Begun begin(PlanId plan, String step) {
    return begin(plan, step, null);
  }

  final @Nullable Begun begin(PlanId plan, String step, @Nullable AttemptFailure held) {
    return attempts
        .begin(
            new Attempt(
                TestStore.TENANT,
                key(plan, step),
                null,
                Attempt.Kind.MODEL,
                "p-" + name,
                "m",
                new BigDecimal("0.01"),
                false,
                false,
                true,
                Duration.ofSeconds(30),
                held == null ? null : UUID.randomUUID(),
                held))
        .block();
  }

  static AttemptKey key(PlanId plan, String step) {
    return new AttemptKey(plan, step, 1, 0, 1);
  }

  static @Nullable FailureCategory category(@Nullable Begun begun) {
    return begun instanceof Begun.Failed failed ? failed.failure().category() : null;
  }

  final void sql(String statement) throws SQLException {
    try (Connection connection = store.asSuperuser()) {
      connection.createStatement().execute(statement);
    }
  }
}
