package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Attempts whose agent is stopped, being tested, or at its limit. */
@ParameterizedClass
@EnumSource(Course.class)
class HeldAttemptIT extends AttemptRightsFixture {

  HeldAttemptIT(Course course) {
    super(course);
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
              .map(HeldAttemptIT::outcome)
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
      while (!waitsForALock() && !begun.isDone()) {
        Thread.sleep(10);
      }
      assertThat(begun.isDone()).isFalse();
      stopping
          .createStatement()
          .execute("update activation set state = 'INACTIVE' where name = 'a-%s'".formatted(name));
      stopping.commit();
      assertThat(outcome(begun)).isEqualTo("Held");
    }
  }

  private boolean waitsForALock() throws SQLException {
    return !"0"
        .equals(
            store.read(
                "select count(*) from pg_locks where locktype = 'advisory' and not granted"
                    + " and ?::text is not null",
                name));
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
}
