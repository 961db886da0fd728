package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.access.Accounts;
import dev.cadre.stores.access.NewAccount;
import dev.cadre.stores.access.Principal;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.access.AccountId;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Rights are asked before each call, with those that the requester has then. */
@ParameterizedClass
@EnumSource(Course.class)
class RequesterRightIT {

  private final TestStore store = TestStore.open();
  private final Accounts accounts = new Accounts(store.postgres(), store.keys(), Clock.systemUTC());
  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);
  private final Attempts attempts;

  RequesterRightIT(Course course) {
    attempts = course.attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC());
    accounts
        .create(
            TestStore.TENANT,
            By.SYSTEM,
            new AccountId(UUID.randomUUID()),
            new NewAccount(
                name, Principal.Kind.PERSON, Set.of(Role.MEMBER), null, null, null, null))
        .block();
  }

  @Test
  void callsNothingForWhoMayNoLongerSubmitPlans() throws SQLException {
    PlanId plan = planOfMine();
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Call.class);

    change(Set.of(Role.REVIEWER), null);
    assertThat(category(begin(plan, "two"))).isEqualTo(FailureCategory.FORBIDDEN);
    assertThat(
            store.read(
                "select physical_calls from attempt where key = ?", key(plan, "two").toString()))
        .isEqualTo("0");

    change(Set.of(Role.MEMBER), null);
    assertThat(begin(plan, "three")).isInstanceOf(Begun.Call.class);
  }

  @Test
  void callsNothingForADisabledAccount() throws SQLException {
    PlanId plan = planOfMine();
    change(null, false);
    assertThat(category(begin(plan, "one"))).isEqualTo(FailureCategory.FORBIDDEN);
  }

  @Test
  void writesNothingWhileTheTenantIsSuspended() throws SQLException {
    PlanId plan = planOfMine();
    sql("update tenant set status = 'SUSPENDED' where id = '%s'".formatted(TestStore.TENANT));
    try {
      assertThatThrownBy(() -> begin(plan, "one")).isInstanceOf(TenantSuspended.class);
      assertThat(store.read("select count(*) from attempt where plan_id = ?", plan.value()))
          .isEqualTo("0");
    } finally {
      sql("update tenant set status = 'ACTIVE' where id = '%s'".formatted(TestStore.TENANT));
    }
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Call.class);
  }

  private PlanId planOfMine() throws SQLException {
    PlanId plan = store.plan("1", "one", "two", "three");
    sql("update plan set requester = '%s' where id = '%s'".formatted(name, plan));
    return plan;
  }

  private void change(@Nullable Set<Role> roles, @Nullable Boolean active) {
    accounts
        .change(
            TestStore.TENANT, By.SYSTEM, name, null, new AccountChange(roles, active, null, null))
        .block();
  }

  private @Nullable Begun begin(PlanId plan, String step) {
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
                Duration.ofSeconds(30)))
        .block();
  }

  private static AttemptKey key(PlanId plan, String step) {
    return new AttemptKey(plan, step, 1, 0, 1);
  }

  private static @Nullable FailureCategory category(@Nullable Begun begun) {
    return begun instanceof Begun.Failed failed ? failed.failure().category() : null;
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = store.asSuperuser()) {
      connection.createStatement().execute(statement);
    }
  }
}
