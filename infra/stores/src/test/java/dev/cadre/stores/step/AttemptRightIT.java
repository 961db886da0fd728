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
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Whether an attempt may call is asked before each call, as it is then. */
@ParameterizedClass
@EnumSource(Course.class)
class AttemptRightIT {

  private final TestStore store = TestStore.open();
  private final Accounts accounts = new Accounts(store.postgres(), store.keys(), Clock.systemUTC());
  private final String name = "u" + UUID.randomUUID().toString().substring(0, 8);
  private final Attempts attempts;

  AttemptRightIT(Course course) {
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

  @Test
  void holdsWhatNamesAnAgentThatIsNotActive() throws SQLException {
    PlanId plan = planOfMine();
    activation(plan, "INACTIVE", "null");
    assertThat(begin(plan, "one"))
        .isInstanceOfSatisfying(
            Begun.Held.class,
            held ->
                assertThat(held.failure().category()).isEqualTo(FailureCategory.AGENT_INACTIVE));
    assertThat(begin(plan, "two")).as("another agent's").isInstanceOf(Begun.Call.class);
    assertThat(store.read("select count(*) from attempt where plan_id = ?", plan.value()))
        .as("nothing stands of what was never called")
        .isEqualTo("1");
    assertThat(
            store.read(
                "select count(*) from plan_event where plan_id = ? and type = 'step.held'",
                plan.value()))
        .isEqualTo("1");

    sql("update activation set state = 'ACTIVE' where name = 'a-%s'".formatted(name));
    assertThat(begin(plan, "one")).as("the same attempt").isInstanceOf(Begun.Call.class);
  }

  @Test
  void testsWhatIsBeingTestedAndNothingElse() throws SQLException {
    PlanId test = planOfMine();
    activation(test, "TESTING", "null");
    PlanId other = planOfMine();
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, other));
    sql("update activation set test_plan = '%s' where name = 'a-%s'".formatted(test, name));

    assertThat(begin(other, "one")).isInstanceOf(Begun.Held.class);
    assertThat(begin(test, "one")).isInstanceOf(Begun.Call.class);
  }

  /** A call reserves 0.01. */
  @Test
  void pausesAnAgentAtItsLimitAndNotBefore() throws Exception {
    PlanId plan = planOfMine();
    activation(plan, "ACTIVE", "0.025");
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, plan));

    List<String> begun;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      begun =
          Stream.of("one", "two", "three")
              .map(step -> threads.submit(() -> begin(plan, step)))
              .toList()
              .stream()
              .map(AttemptRightIT::outcome)
              .toList();
    }
    assertThat(begun).containsExactlyInAnyOrder("Call", "Call", "AgentBusy");
    assertThat(state()).as("what is open may cost less in the end").isEqualTo("ACTIVE");

    sql(
        """
        update attempt set state = 'SETTLED', cost_usd = reserved_usd, reserved_usd = 0,
          settled_at = now() where plan_id = '%s'\
        """
            .formatted(plan));
    PlanId later = planOfMine();
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, later));
    assertThat(begin(later, "one")).isInstanceOf(Begun.Held.class);
    assertThat(state()).isEqualTo("PAUSED");

    sql(
        "update attempt set started_at = now() - interval '40 days' where plan_id = '%s'"
            .formatted(plan));
    PlanId next = planOfMine();
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, next));
    assertThat(begin(next, "one")).as("a new month").isInstanceOf(Begun.Call.class);
    assertThat(state()).isEqualTo("ACTIVE");
  }

  /** How beginning ended: a class of its answer, or of what it threw. */
  private static String outcome(Future<@Nullable Begun> begun) {
    try {
      return String.valueOf(begun.get()).replaceAll("\\[.*", "");
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause()).replaceAll(":.*", "").replaceAll(".*\\.", "");
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void stopsEveryNameOfAnAgentThatIsStopped() throws SQLException {
    PlanId plan = planOfMine();
    activation(plan, "ACTIVE", "null");
    sql("update activation set agent = 'b-%1$s' where name = 'a-%1$s'".formatted(name));
    sql(
        """
        insert into activation (tenant_id, name, agent, state, created_by, created_at, updated_at)
        values ('%s', 'b-%2$s', 'b-%2$s', 'INACTIVE', 'test', now(), now())\
        """
            .formatted(TestStore.TENANT, name));
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Held.class);

    sql("update activation set state = 'ACTIVE' where name = 'b-%s'".formatted(name));
    assertThat(begin(plan, "one")).isInstanceOf(Begun.Call.class);
  }

  /**
   * Who stops an agent is answered when every call that had begun stands, and none begins after.
   */
  @Test
  void beginsNothingOnceItWasStopped() throws Exception {
    PlanId plan = planOfMine();
    activation(plan, "ACTIVE", "100");
    sql("update step set agent = 'a-%s' where plan_id = '%s'".formatted(name, plan));
    try (Connection stopping = store.asSuperuser();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      stopping.setAutoCommit(false);
      stopping
          .createStatement()
          .execute("select activation_lock('%s', 'a-%s', true)".formatted(TestStore.TENANT, name));
      Future<@Nullable Begun> begun = threads.submit(() -> begin(plan, "one"));
      Thread.sleep(300);
      assertThat(begun.isDone()).isFalse();
      stopping
          .createStatement()
          .execute("update activation set state = 'INACTIVE' where name = 'a-%s'".formatted(name));
      stopping.commit();
      assertThat(outcome(begun)).isEqualTo("Held");
    }
  }

  private @Nullable String state() throws SQLException {
    return store.read("select state from activation where name = ?", "a-" + name);
  }

  /** Of the agent of the plan's first step. */
  private void activation(PlanId plan, String state, String limit) throws SQLException {
    sql(
        """
        insert into activation (tenant_id, name, agent, state, monthly_limit, created_by,
          created_at, updated_at)
        values ('%s', 'a-%s', 'summarizer', '%s', %s, 'test', now(), now())\
        """
            .formatted(TestStore.TENANT, name, state, limit));
    sql(
        "update step set agent = 'a-%s' where plan_id = '%s' and step_id = 'one'"
            .formatted(name, plan));
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

  private @Nullable Begun begin(PlanId plan, String step) {
    return begin(plan, step, null);
  }

  private @Nullable Begun begin(PlanId plan, String step, @Nullable AttemptFailure held) {
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
