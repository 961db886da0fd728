package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.Said;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the next run of a failed plan is opened from. */
class PlanRetriesIT {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Frame ITEM = new Frame("each", 1, 0, 1);
  private static final Frame INSIDE = new Frame("sub", 1, 0, 2);

  private final TestStore store = TestStore.open();
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());
  private final Containers containers =
      new Containers(store.postgres(), store.keys(), Clock.systemUTC());
  private final PlanId plan = NewPlans.id();
  private final List<Fact> facts = new ArrayList<>();

  PlanRetriesIT() {
    var work = new AgentStep("work", NewPlans.options(), "writer", "Go.", List.of(), null, null);
    var sub = new SubplanStep("sub", NewPlans.options(), Map.of(), List.of(work), null);
    var each = new MapStep("each", NewPlans.options(), "input.list", null, 5, sub);
    new Submissions(store.postgres(), store.keys(), Clock.systemUTC())
        .submit(
            new Submission(
                TestStore.TENANT,
                plan,
                NewPlans.of(null, null, List.of(each)),
                Map.of(),
                "requester",
                null,
                "{}"))
        .block();
    open(1);
  }

  private PlanSnapshot open(int run) {
    return book.open(
            new StartPlan(TestStore.TENANT, plan, run),
            opening -> PlanOpeningIT.snapshot(opening, "requester"))
        .block();
  }

  private Entered enter(String step, int occurrence, @Nullable Integer kept, Frame... around) {
    EnterContainer container =
        new EnterContainer(
            TestStore.TENANT, plan, 1, step, occurrence, Map.of(), List.of(around), kept);
    return containers.enter(container, List.of("one"), 1).block();
  }

  private void moved(String step, int occurrence, StepState state, @Nullable Frame frame) {
    facts.add(new Fact.StepMoved(step, occurrence, state, "UPSTREAM", null, frame, NOW));
  }

  private GateId gate(String step, @Nullable Frame frame) {
    GateId gate = new GateId(UUID.randomUUID());
    facts.add(
        new Fact.GateOpened(
            gate,
            step,
            facts.size(),
            "Fine?",
            List.of(),
            List.of(),
            "sha256:x",
            Audience.DEFAULT,
            null,
            frame,
            NOW));
    return gate;
  }

  private void judged(
      GateId gate, Verdict verdict, String comment, @Nullable Object output, String reviewer) {
    Refusal refusal = reviewer.equals("requester") ? Refusal.FOUR_EYES : null;
    GateOutcome outcome = verdict == Verdict.REDO ? GateOutcome.REDONE : GateOutcome.ADJUSTED;
    String name = gate.toString();
    facts.add(
        new Fact.DecisionJudged(
            gate,
            new DecideGate(
                name,
                verdict,
                null,
                comment,
                output,
                null,
                List.of("work"),
                reviewer,
                Set.of(),
                false),
            new DecisionAnswer(
                name, 1, verdict, reviewer, refusal, "", refusal == null ? outcome : null, NOW),
            NOW));
  }

  /** The plan fails, and is tried again. */
  private PlanSnapshot retried() {
    book.record(new RecordFacts(TestStore.TENANT, plan, 1, 1, facts)).block();
    book.close(
            new ClosePlan(
                TestStore.TENANT, plan, 1, PlanStatus.FAILED, "UPSTREAM", "z", null, Map.of()),
            null)
        .block();
    new PlanSteering(store.postgres(), store.keys(), Clock.systemUTC())
        .retry(TestStore.TENANT, plan, "requester")
        .block();
    return open(2);
  }

  @Test
  void knowsWhatReviewersSaidAsTheySentGatesBack() {
    enter("each", 1, null);
    GateId first = gate("each", null);
    judged(first, Verdict.ADJUST, "not for us", null, "requester");
    judged(first, Verdict.ADJUST, "name no customer", null, "ann");
    judged(gate("each", null), Verdict.ADJUST, "like this", "an output", "bob");
    judged(gate("sub", ITEM), Verdict.REDO, "of last year", null, "cid");
    moved("sub", 1, StepState.FAILED, ITEM);
    moved("each", 1, StepState.FAILED, null);

    assertThat(retried().said())
        .containsExactly(
            new Said(0, "each", false, List.of("work"), "name no customer"),
            new Said(1, "sub", true, List.of("work"), "of last year"));
    assertThat(open(2).said()).hasSize(2);
  }

  @Test
  void forgetsWhatWasSaidInsideOfWhatIsDone() {
    enter("each", 1, null);
    judged(gate("sub", ITEM), Verdict.ADJUST, "shorter", null, "ann");
    moved("sub", 1, StepState.COMPLETED, ITEM);
    moved("each", 1, StepState.COMPLETED, null);

    assertThat(retried().said()).isEmpty();
  }

  @Test
  void takesASkippedContainerThatHadBegunForFailed() {
    enter("each", 1, null);
    enter("sub", 1, null, ITEM);
    moved("work", 2, StepState.FAILED, INSIDE);
    moved("sub", 1, StepState.SKIPPED, ITEM);
    moved("each", 1, StepState.SKIPPED, null);

    assertThat(retried().prior())
        .containsExactly(new PriorStep("each", 1, StepState.FAILED, "UPSTREAM", null));
    assertThat(
            store.read(
                "select state || occurrence from step where plan_id = ? and step_id = 'each'",
                plan.value()))
        .isEqualTo("PENDING2");
    assertThat(enter("each", 2, 1).instances())
        .containsExactly(
            new Entered.Instance(
                0, 1, List.of(new PriorStep("sub", 1, StepState.FAILED, "UPSTREAM", null))));
  }

  @Test
  void leavesASkippedContainerThatNeverBegan() {
    moved("each", 1, StepState.SKIPPED, null);

    assertThat(retried().prior())
        .containsExactly(new PriorStep("each", 1, StepState.SKIPPED, "UPSTREAM", null));
  }
}
