package dev.cadre.stores.activation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.activation.AgentFigures.Figures;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is counted of an agent's calls, and what is not. */
class AgentFiguresIT {

  private final TestStore store = TestStore.open();
  private final String agent = "f-" + UUID.randomUUID().toString().substring(0, 8);

  private void sql(String statement, Object... values) throws SQLException {
    try (Connection connection = store.asSuperuser()) {
      connection.createStatement().execute(statement.formatted(values));
    }
  }

  private Figures figures() {
    List<Figures> found =
        new AgentFigures(store.postgres())
            .since(TestStore.TENANT, Instant.now().minus(Duration.ofHours(1)), agent)
            .block();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  /** One settled attempt that took two seconds and cost a cent. */
  private void attempt(
      PlanId plan, String step, int occurrence, int number, String category, int calls)
      throws SQLException {
    sql(
        """
        insert into attempt (tenant_id, key, plan_id, step_id, occurrence, target, try, kind,
          provider, model, state, physical_calls, category, input_tokens, output_tokens, cost_usd,
          agent, started_at, settled_at)
        values ('%1$s', '%2$s/%3$s/%4$s/%5$s', '%2$s', '%3$s', %4$s, 0, %5$s, 'model', 'p', 'm',
          'SETTLED', %7$s, %6$s, 10, 5, 0.01, '%8$s', now() - interval '2 seconds', now())\
        """,
        TestStore.TENANT, plan, step, occurrence, number, category, calls, agent);
  }

  private void result(PlanId plan, String step, int occurrence) throws SQLException {
    sql(
        """
        insert into step_result (tenant_id, plan_id, step_id, occurrence, origin, sha256, size,
          value) values ('%s', '%s', '%s', %s, 'attempt', 'x', 1, '\\x00')\
        """,
        TestStore.TENANT, plan, step, occurrence);
  }

  private void step(PlanId plan, String step, String state, int occurrence) throws SQLException {
    sql(
        "update step set agent = '%s', state = '%s', occurrence = %s"
            + " where plan_id = '%s' and step_id = '%s'",
        agent, state, occurrence, plan, step);
  }

  @Test
  void countsWhatWasKeptWhatWasDoneAnewAndWhatFailed() throws SQLException {
    PlanId plan = store.plan("1", "kept", "again", "failed", "due");
    step(plan, "kept", "COMPLETED", 1);
    attempt(plan, "kept", 1, 1, "'UPSTREAM'", 1);
    attempt(plan, "kept", 1, 2, "null", 1);
    result(plan, "kept", 1);
    step(plan, "again", "COMPLETED", 2);
    attempt(plan, "again", 1, 1, "null", 1);
    attempt(plan, "again", 2, 1, "null", 1);
    result(plan, "again", 1);
    result(plan, "again", 2);
    step(plan, "failed", "FAILED", 1);
    attempt(plan, "failed", 1, 1, "'COOLING'", 0);
    attempt(plan, "failed", 1, 2, "'AUTH'", 1);
    step(plan, "due", "PENDING", 1);

    Figures figures = figures();

    assertThat(figures.done()).isEqualTo(3);
    assertThat(figures.kept()).as("the first of `again` was done anew").isEqualTo(2);
    assertThat(figures.failed()).isEqualTo(1);
    assertThat(figures.calls()).isEqualTo(5);
    assertThat(figures.failures()).as("what was not called has not failed").isEqualTo(2);
    assertThat(figures.queued()).isEqualTo(1);
    assertThat(figures.costUsd()).isEqualByComparingTo("0.06");
    assertThat(figures.inputTokens()).isEqualTo(60);
    assertThat(figures.median()).isEqualTo(Duration.ofSeconds(2));
    assertThat(figures.openCalls()).isZero();
  }

  @Test
  void saysWhetherTheNewestTaskHasFailed() throws SQLException {
    PlanId plan = store.plan("1", "one");
    step(plan, "one", "FAILED", 1);
    attempt(plan, "one", 1, 1, "'AUTH'", 1);
    assertThat(figures().lastFailed()).isTrue();
  }

  @Test
  void forgetsWhatIsOlderThanAsked() throws SQLException {
    PlanId plan = store.plan("1", "one");
    step(plan, "one", "PENDING", 1);
    attempt(plan, "one", 1, 1, "null", 1);
    sql("update attempt set started_at = now() - interval '2 hours' where agent = '%s'", agent);
    assertThat(figures().calls()).isZero();
    assertThat(figures().queued()).isEqualTo(1);
  }
}
