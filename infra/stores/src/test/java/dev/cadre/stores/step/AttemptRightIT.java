package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.stores.access.AccountChange;
import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.access.Role;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether an attempt may call is asked before each call, as it is then. */
@ParameterizedClass
@EnumSource(Course.class)
class AttemptRightIT extends AttemptRightsFixture {

  AttemptRightIT(Course course) {
    super(course);
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

  /** The worker was lost during the first call; then the key's limit has no place for another. */
  @Test
  void callsNoLostAttemptAgainThatItsLimitRefuses() throws SQLException {
    PlanId plan = planOfMine();
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Call.class);
    AttemptFailure full = Ledger.notCalled(FailureCategory.LOCAL_LIMIT, null, "No place.");

    assertThat(category(begin(plan, "one", full))).isEqualTo(FailureCategory.LOCAL_LIMIT);
    assertThat(
            store.read(
                "select physical_calls from attempt where key = ?", key(plan, "one").toString()))
        .isEqualTo("1");
  }

  private void change(@Nullable Set<Role> roles, @Nullable Boolean active) {
    accounts
        .change(
            TestStore.TENANT, By.SYSTEM, name, null, new AccountChange(roles, active, null, null))
        .block();
  }
}
