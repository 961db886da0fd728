package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.Said;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.StepState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the next run of a failed plan is opened from. */
class PlanRetriesIT {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final Frame ITEM = new Frame("each", 1, 0, 1);

  private final RetriedPlan plan = new RetriedPlan();

  private GateId gate(String step, @Nullable Frame frame) {
    GateId gate = new GateId(UUID.randomUUID());
    plan.facts.add(
        new Fact.GateOpened(
            gate,
            step,
            plan.facts.size(),
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
    plan.facts.add(
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

  @Test
  void knowsWhatReviewersSaidAsTheySentGatesBack() {
    plan.enter("each", 1, null);
    GateId first = gate("each", null);
    judged(first, Verdict.ADJUST, "not for us", null, "requester");
    judged(first, Verdict.ADJUST, "name no customer", null, "ann");
    judged(gate("each", null), Verdict.ADJUST, "like this", "an output", "bob");
    judged(gate("sub", ITEM), Verdict.REDO, "of last year", null, "cid");
    plan.moved("sub", 1, StepState.FAILED, ITEM);
    plan.moved("each", 1, StepState.FAILED, null);

    assertThat(plan.retried().said())
        .containsExactly(
            new Said(0, "each", false, List.of("work"), "name no customer"),
            new Said(1, "sub", true, List.of("work"), "of last year"));
    assertThat(plan.open(2).said()).hasSize(2);
  }

  @Test
  void forgetsWhatWasSaidInsideOfWhatIsDone() {
    plan.enter("each", 1, null);
    judged(gate("sub", ITEM), Verdict.ADJUST, "shorter", null, "ann");
    plan.moved("sub", 1, StepState.COMPLETED, ITEM);
    plan.moved("each", 1, StepState.COMPLETED, null);

    assertThat(plan.retried().said()).isEmpty();
  }

  @Test
  void takesNothingFromTheRunBeforeOnceItRunsAgain() {
    PlanId id = plan.store.plan(null, "draft", "aside");
    var book = new PlanBookStore(plan.store.postgres(), plan.store.keys(), Clock.systemUTC());
    var skipped =
        new RecordFacts(
            TestStore.TENANT,
            id,
            1,
            1,
            List.of(
                new Fact.StepMoved(
                    "aside", 1, StepState.SKIPPED, "CONDITION_FALSE", null, null, NOW)));
    RetriedPlan.open(book, id, 1);
    book.record(skipped).block();
    RetriedPlan.retried(book, plan.store, id);

    // By a worker that stood still meanwhile.
    book.record(skipped).block();

    assertThat(
            plan.store.read(
                "select state from step where plan_id = ? and step_id = 'aside'", id.value()))
        .isEqualTo("PENDING");
    assertThat(
            plan.store.read(
                "select count(*) from plan_event where plan_id = ? and type = 'step.skipped'",
                id.value()))
        .isEqualTo("1");
  }
}
