package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.concat;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.loop;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.RunningPlan.by;
import static dev.cadre.workflows.plan.RunningPlan.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an answered, unanswered or early gate does to the plan behind it. */
class PlanGatesTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void goesOnAfterAnApproval() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    Fact.GateOpened gate = run.openedGate(1);

    assertThat(run.world().calls).containsExactly("a#1@first");
    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.WAITING);
    DecisionAnswer answer = run.workflow().decide(by("ann", gate, Verdict.GO));

    assertThat(answer.accepted()).isTrue();
    assertThat(answer.outcome()).isEqualTo(GateOutcome.APPROVED);
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "t#1@http-post");
  }

  @Test
  void neverRunsWhatARejectionForbids() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));

    run.workflow().decide(by("ann", run.openedGate(1), Verdict.REJECT, "no", null));

    assertThat(run.end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
    assertThat(run.moves())
        .containsExactly("g WAITING null", "g FAILED REJECTED", "t SKIPPED REJECTED");
    assertThat(run.world().calls).containsExactly("a#1@first");
  }

  @Test
  void keepsADecisionThatIsEarly() {
    RunningPlan run = SERVER.run(plan(agent("a"), agent("b", "a"), gate("g", "b")));

    run.workflow().signalDecision(signal("g", "go", "ann"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void rejectsAtTheDeadline() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"),
                gate("g", Audience.DEFAULT, Duration.ofHours(24), OnFailure.FAIL, "a"),
                tool("t", after("g"))));

    assertThat(run.end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
    assertThat(run.world().calls).containsExactly("a#1@first");
  }

  @Test
  void runsTheStandInOfARejectedGateAndNothingElseBehindIt() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"),
                gate("g", Audience.DEFAULT, null, new OnFailure(OnFailure.Mode.RUN, "excuse"), "a"),
                tool("t", after("g")),
                agent("excuse"),
                agent("last", "t", "excuse")));

    run.workflow().decide(by("ann", run.openedGate(1), Verdict.REJECT));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "excuse#1@first", "last#1@first");
  }

  @Test
  void rerunsWithTheCommentOnAdjust() {
    RunningPlan run =
        SERVER.run(
            plan(agent("a"), agent("b", "a"), concat("c", "b"), gate("g", "c"), agent("d", "g")));
    Fact.GateOpened first = run.openedGate(1);

    run.workflow().decide(by("ann", first, Verdict.ADJUST, "shorter", null));
    Fact.GateOpened second = run.openedGate(2);
    assertThat(run.workflow().decide(by("ann", first, Verdict.GO)).refusal())
        .isEqualTo(Refusal.GATE_CLOSED);
    run.workflow().decide(by("ann", second, Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "b#1@first", "c#1", "b#2@first", "c#2", "d#1@first");
    assertThat(run.world().targets.models)
        .extracting(call -> call.note())
        .containsExactly(null, null, "shorter", null);
  }

  @Test
  void doesTheWholeWayAgainOnRedoButNoToolWithEffects() {
    RunningPlan run =
        SERVER.run(plan(agent("a"), tool("t", after("a")), agent("b", "t"), gate("g", "b")));

    run.workflow().decide(by("ann", run.openedGate(1), Verdict.REDO));
    run.workflow().decide(by("ann", run.openedGate(2), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "t#1@http-post", "b#1@first", "a#2@first", "b#2@first");
  }

  @Test
  void takesAnEditedOutputOfAStepThatFailed() {
    OnFailure goesOn = new OnFailure(OnFailure.Mode.CONTINUE, null);
    RunningPlan run =
        SERVER.given(plan(agent("a", options(null, goesOn)), gate("g", "a"), agent("b", "g", "a")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.CONTENT_POLICY));
    run.start();
    run.workflow().decide(by("ann", run.openedGate(1), Verdict.ADJUST, null, "edited"));
    run.workflow().decide(by("ann", run.openedGate(2), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models.getLast().uses()).containsEntry("a", 2);
    assertThat(run.world().closed.uses()).containsEntry("a", 2);
  }

  @Test
  void takesAnEditedOutputOnAdjust() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), agent("b", "g", "a")));
    Fact.GateOpened first = run.openedGate(1);

    assertThat(run.workflow().decide(by("ann", first, Verdict.ADJUST, null, "bad")).refusal())
        .isEqualTo(Refusal.DECISION_INVALID);
    run.workflow().decide(by("ann", first, Verdict.ADJUST, null, "edited"));
    run.workflow().decide(by("ann", run.openedGate(2), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "b#1@first");
    assertThat(run.world().targets.models.getLast().uses()).containsEntry("a", 2);
  }

  /** The tool does not run again, but what the other gate shows does not stand any more. */
  @Test
  void asksAgainAtEveryGateThatAnEditConcerns() {
    RunningPlan run =
        SERVER.run(
            plan(tool("t", after()), gate("g", "t"), gate("h", "t"), agent("b", "g", "h", "t")));
    Fact.GateOpened one = run.gateNumber(1);
    Fact.GateOpened other = run.gateNumber(2);

    run.workflow().decide(by("ann", one, Verdict.ADJUST, null, "edited"));
    run.gateNumber(4);
    assertThat(run.workflow().decide(by("ann", other, Verdict.GO)).refusal()).isNotNull();
    for (int number : new int[] {3, 4}) {
      Fact.GateOpened anew = run.gateNumber(number);
      assertThat(anew.occurrence()).isEqualTo(2);
      assertThat(anew.digest()).isNotIn(one.digest(), other.digest());
      run.workflow().decide(by("ann", anew, Verdict.GO));
    }

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("t#1@http-post", "b#1@first");
    assertThat(run.world().targets.models.getLast().uses()).containsEntry("t", 2);
  }

  @Test
  void checksAnEditedOutputOfAStepThatHasNone() {
    OnFailure goesOn = new OnFailure(OnFailure.Mode.CONTINUE, null);
    RunningPlan run =
        SERVER.given(plan(agent("a", options(null, goesOn)), gate("g", "a"), agent("b", "g", "a")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.CONTENT_POLICY));
    run.start();
    Fact.GateOpened gate = run.openedGate(1);

    assertThat(run.workflow().decide(by("ann", gate, Verdict.ADJUST, null, "bad")).refusal())
        .isEqualTo(Refusal.DECISION_INVALID);
    run.workflow().decide(by("ann", gate, Verdict.GO));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  /** Its next occurrence belongs to the graph around, which is not the gate's to change. */
  @Test
  void refusesAnEditedOutputOfAStepOutsideOfItsContainer() {
    GateStep gate = new GateStep("g", after(), "Fine?", List.of("draft"), Audience.DEFAULT, null);
    RunningPlan run = SERVER.run(plan(agent("draft"), loop("l", gate, "true", 3, "draft")));
    Fact.GateOpened opened = run.gateNumber(1);

    assertThat(run.workflow().decide(by("ann", opened, Verdict.ADJUST, null, "edited")))
        .satisfies(answer -> {
          assertThat(answer.refusal()).isEqualTo(Refusal.DECISION_INVALID);
          assertThat(answer.message()).contains("draft stands outside");
        });
    run.workflow().decide(by("ann", opened, Verdict.REJECT));
    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
  }
}
