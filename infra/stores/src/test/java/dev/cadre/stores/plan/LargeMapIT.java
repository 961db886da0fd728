package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/**
 * Reads a map of 10,000 subplans that was just written: PostgreSQL has no figures of its rows yet,
 * and by a bad way each of these reads takes minutes.
 */
@Timeout(120)
class LargeMapIT {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int ITEMS = 10_000;

  private static final TestStore STORE = TestStore.open();
  private static final PlanId PLAN = NewPlans.id();

  @BeforeAll
  static void write() throws SQLException {
    gathering(false);
    new Submissions(STORE.postgres(), STORE.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                PLAN,
                NewPlans.of(null, null, List.of(map())),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
    sql("update step set state = 'RUNNING' where plan_id = '%2$s' and step_id = 'm'");
    items("'m', 1, n - 1");
    items("'sub', n, 0");
    rows("'sub', 1, 'subplan', n, 'COMPLETED', n, 'm', 1, n - 1");
    for (String step : List.of("'a', 2", "'b', 3")) {
      rows(step + ", 'agent', n, 'COMPLETED', 20000 + n, 'sub', n, 0");
    }
    sql(
        """
        insert into attempt (tenant_id, key, plan_id, step_id, occurrence, target, try, kind,
          provider, model, state, physical_calls, scope)
        select '%1$s', '%2$s/a/' || n, '%2$s', 'a', n, 0, 1, 'model', 'l', 'm', 'SETTLED', 1,
          20000 + n
        from generate_series(1, %3$d) n\
        """);
  }

  @AfterAll
  static void clear() throws SQLException {
    for (String table : List.of("attempt", "step_item", "step")) {
      sql("delete from " + table + " where plan_id = '%2$s'");
    }
    gathering(true);
  }

  private static Step map() {
    List<Step> inner = List.of(agent("a"), agent("b"));
    Step sub = new SubplanStep("sub", NewPlans.options(), Map.of(), inner, null);
    return new MapStep("m", NewPlans.options(), "input.list", null, 5, sub);
  }

  private static Step agent(String id) {
    return new AgentStep(id, NewPlans.options(), "copywriter", "Hello.", List.of(), null, null);
  }

  private static void gathering(boolean on) throws SQLException {
    for (String table : List.of("attempt", "step_item", "step", "step_result")) {
      sql("alter table " + table + " set (autovacuum_enabled = " + on + ")");
    }
  }

  private static void items(String values) throws SQLException {
    sql(
        "insert into step_item (tenant_id, plan_id, step_id, occurrence, item, sha256, value)"
            + " select '%1$s', '%2$s', "
            + values
            + ", 'x', 'x' from generate_series(1, %3$d) n");
  }

  private static void rows(String values) throws SQLException {
    sql(
        "insert into step (tenant_id, plan_id, step_id, ordinal, kind, occurrence, state, scope,"
            + " container, container_occurrence, item) select '%1$s', '%2$s', "
            + values
            + " from generate_series(1, %3$d) n");
  }

  private static void sql(String statement) throws SQLException {
    try (Connection connection = STORE.asSuperuser()) {
      connection.createStatement().execute(statement.formatted(TestStore.TENANT, PLAN, ITEMS));
    }
  }

  private static <T> T soon(Mono<T> read) {
    return read.block(SOON);
  }

  @Test
  void countsItems() {
    List<StepRead> read =
        soon(new StepReads(STORE.postgres(), STORE.keys()).all(TestStore.TENANT, PLAN));

    assertThat(read.getLast().instances()).isEqualTo(new Instances(ITEMS, 0, 0, ITEMS, 0, 0, 0));
  }

  @Test
  void readsAPageOfItems() {
    var reads = new InstanceReads(STORE.postgres(), STORE.keys());
    for (String step : List.of("m", "sub", "a")) {
      List<InstanceReads.Placed> page =
          soon(
              reads.page(
                  TestStore.TENANT, PLAN, step, new InstanceReads.Last(List.of(5_000), 9), 50));
      assertThat(page).hasSize(50);
    }
    assertThat(soon(reads.one(TestStore.TENANT, PLAN, "a", 25_000)).path())
        .containsExactly(4_999, 0);
  }

  @Test
  void readsAPageOfAttempts() {
    List<AttemptRead> page =
        soon(
            new AttemptReads(STORE.postgres(), STORE.keys())
                .of(TestStore.TENANT, PLAN, "a", AttemptReads.Last.NONE, 201));

    assertThat(page).hasSize(201);
    assertThat(page.getLast().item()).isZero();
  }
}
