package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.Columns;
import dev.cadre.stores.runtime.Places;
import dev.cadre.stores.runtime.Sql;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.StepState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Facts of steps that move, many in one batch. */
class MovedStepsIT {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private final TestStore store = TestStore.open();
  private final PlanId plan = store.plan(null, "draft", "review");

  @Test
  void movesThemInTheirOrderAndTellsOnlyWhatMoved() {
    record(
        moved("draft", StepState.RUNNING, null, null),
        moved("draft", StepState.FAILED, "It is bad.", null),
        moved("draft", StepState.READY, null, null),
        new Fact.GateNotRequired("review", NOW),
        moved("review", StepState.SKIPPED, null, null));
    assertThat(states()).isEqualTo("draft/0 FAILED 1, review/0 SKIPPED 1");
    assertThat(message()).isEqualTo("It is bad.");
    assertThat(events())
        .isEqualTo("plan.submitted step.started step.failed gate.not_required step.skipped");
  }

  @Test
  void givesInstancesTheirRows() {
    record(
        moved("draft", StepState.RUNNING, null, new Frame("review", 1, 0, 1)),
        moved("draft", StepState.CANCELLED, null, new Frame("review", 1, 1, 2)));
    assertThat(states())
        .isEqualTo("draft/0 PENDING 1, draft/1 RUNNING 1, draft/2 CANCELLED 1, review/0 PENDING 1");
  }

  @Test
  void takesMoreThanOneStatementMayHold() {
    record(
        IntStream.rangeClosed(1, 1_500)
            .mapToObj(i -> moved("draft", StepState.RUNNING, null, new Frame("review", 1, i, i)))
            .toArray(Fact[]::new));
    assertThat(
            store.read(
                "select count(*) from step where plan_id = ? and state = 'RUNNING'", plan.value()))
        .isEqualTo("1500");
  }

  private void record(Fact... facts) {
    new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC())
        .record(new RecordFacts(TestStore.TENANT, plan, 1, 1, List.of(facts)))
        .block();
  }

  private static Fact moved(
      String step, StepState state, @Nullable String message, @Nullable Frame frame) {
    return new Fact.StepMoved(step, 1, state, null, message, frame, NOW);
  }

  private String states() {
    return store.read(
        """
        select string_agg(step_id || '/' || scope || ' ' || state || ' ' || occurrence, ', '
                          order by step_id, scope) from step where plan_id = ?\
        """,
        plan.value());
  }

  private String message() {
    return store
        .keys()
        .of(plan)
        .flatMap(key ->
            store
                .postgres()
                .inTenant(
                    TestStore.TENANT,
                    client ->
                        Sql.of(
                                client,
                                "select message from step where plan_id = $1 and step_id = 'draft'",
                                plan.value())
                            .map(row ->
                                key.openText(Places.STEP_MESSAGE, Columns.bytes(row, "message")))
                            .one()))
        .block();
  }

  private String events() {
    return store.read(
        "select string_agg(type, ' ' order by id) from plan_event where plan_id = ?", plan.value());
  }
}
