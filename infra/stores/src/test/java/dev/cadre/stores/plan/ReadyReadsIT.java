package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A step is READY in what is read once all that it needs has ended, until it begins. */
class ReadyReadsIT {

  private final TestStore store = TestStore.open();
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final StepReads steps = new StepReads(store.postgres(), store.keys());
  private final PlanId plan = NewPlans.id();

  ReadyReadsIT() {
    new Submissions(store.postgres(), store.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                plan,
                NewPlans.of(null, null, List.of(agent("a"), agent("b", "a"), agent("c", "b"))),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
  }

  private static Step agent(String id, String... needs) {
    return new AgentStep(
        id, NewPlans.options(needs), "copywriter", "Hello.", List.of(), null, null);
  }

  private String states() {
    return steps.all(TestStore.TENANT, plan).block().stream()
        .map(step -> step.id() + " " + step.state())
        .toList()
        .toString();
  }

  @Test
  void isReadyOnceWhatItNeedsHasEnded() {
    assertThat(states()).as("not begun").isEqualTo("[a PENDING, b PENDING, c PENDING]");
    book.open(
            new StartPlan(TestStore.TENANT, plan, 1),
            opening -> PlanOpeningIT.snapshot(opening, "requester"))
        .block();
    assertThat(states()).isEqualTo("[a READY, b PENDING, c PENDING]");

    Fact made = new Fact.OutputCommitted("a", 1, Output.of("x"), "wait", null, Instant.now());
    book.record(new RecordFacts(TestStore.TENANT, plan, 1, 1, List.of(made))).block();

    assertThat(states()).isEqualTo("[a COMPLETED, b READY, c PENDING]");
    assertThat(steps.one(TestStore.TENANT, plan, "b").block().state()).hasToString("READY");
    assertThat(steps.one(TestStore.TENANT, plan, "c").block().state()).hasToString("PENDING");
  }
}
