package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.Graphs.unlimited;
import static dev.cadre.workflows.plan.RunningPlan.by;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What another round of a gate makes of the steps around it, and of other gates. */
class PlanRoundsTest {

  private static final OnFailure FIX = new OnFailure(OnFailure.Mode.RUN, "fix");

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** Before the gates open, so that both decisions are judged in one moment. */
  private static RunningPlan decidedEarly(Verdict one, Verdict other) {
    RunningPlan run =
        SERVER.given(
            plan(
                agent("draft"),
                gate("g", "draft"),
                gate("h", "draft"),
                tool("publish", after("g", "h"))));
    CountDownLatch sent = new CountDownLatch(1);
    run.world().targets.onCall = () -> PlanServer.await(sent);
    run.start();
    run.until(() -> run.world().calls.size() == 1);
    run.workflow().signalDecision(early("g", one, "ann"));
    run.workflow().signalDecision(early("h", other, "bob"));
    run.world().targets.onCall = () -> {};
    sent.countDown();
    return run;
  }

  private static SignalledDecision early(String gate, Verdict verdict, String reviewer) {
    return new SignalledDecision(
        gate, verdict.name(), null, "from " + reviewer, null, null, null, reviewer, null);
  }

  @Test
  void failsByARejectionBesideAnAdjustment() {
    RunningPlan run = decidedEarly(Verdict.ADJUST, Verdict.REJECT);

    assertThat(run.end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "h"));
    assertThat(run.world().calls).containsExactly("draft#1@first");
  }

  @Test
  void takesTheCommentsOfTwoAdjustmentsAtOnce() {
    RunningPlan run = decidedEarly(Verdict.ADJUST, Verdict.ADJUST);
    run.workflow().decide(by("ann", run.gateNumber(3), Verdict.GO));
    run.workflow().decide(by("ann", run.gateNumber(4), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("draft#1@first", "draft#2@first", "publish#1@http-post");
    assertThat(run.world().targets.models.getLast().note())
        .contains("from ann")
        .contains("from bob");
  }

  @Test
  void startsTheStandInOfAStepThatFailsInItsSecondRound() {
    RunningPlan run =
        SERVER.run(
            plan(agent("a", options(null, FIX)), agent("fix"), gate("g", "a"), agent("z", "fix")));
    var first = run.openedGate(1);
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.CONTENT_POLICY));
    run.workflow().decide(by("ann", first, Verdict.ADJUST, "shorter", null));
    run.workflow().decide(by("ann", run.openedGate(2), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("a#1@first", "a#2@first", "fix#2@first", "z#2@first");
  }

  @Test
  void startsTheStandInOfAGateThatIsRejectedInItsSecondRound() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("draft"),
                gate("g", Audience.DEFAULT, null, FIX, "draft"),
                agent("fix"),
                gate("h", "draft", "g"),
                tool("publish", after("h"))));
    run.workflow().decide(by("ann", run.gateNumber(1), Verdict.GO));
    run.workflow().decide(by("ann", run.gateNumber(2), Verdict.ADJUST, "shorter", null));
    run.workflow().decide(by("ann", run.gateNumber(3), Verdict.REJECT));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("draft#1@first", "draft#2@first", "fix#2@first");
  }

  @Test
  void takesTheOtherWayOfAChoiceThatIsMadeAnew() {
    RunningPlan run =
        SERVER.given(
            plan(
                agent("draft"),
                choice("c", "steps.draft.output == 'good'", List.of("x"), List.of("y"), "draft"),
                agent("x", "c"),
                gate("g", "x"),
                tool("publish", after("g")),
                agent("y", "c"),
                agent("z", "y")));
    run.world().answers.put("draft", "good");
    run.start();
    var first = run.openedGate(1);
    run.world().answers.put("draft", "bad");
    run.workflow().decide(by("ann", first, Verdict.REDO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls)
        .containsExactly("draft#1@first", "x#1@first", "draft#2@first", "y#2@first", "z#2@first");
  }

  @Test
  void letsACallEndThatIsBehindAGateRejectedInItsSecondRound() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("draft"),
                gate("g", Audience.DEFAULT, null, FIX, "draft"),
                agent("y", "g"),
                gate("h", "draft", "g"),
                agent("fix")));
    CountDownLatch rejected = new CountDownLatch(1);
    run.world().targets.onCall =
        () -> {
          if (run.world().calls.getLast().startsWith("y#")) {
            PlanServer.await(rejected);
          }
        };
    run.workflow().decide(by("ann", run.gateNumber(1), Verdict.GO));
    var other = run.gateNumber(2);
    run.until(() -> run.world().calls.contains("y#1@first"));
    run.workflow().decide(by("ann", other, Verdict.ADJUST, "shorter", null));
    run.workflow().decide(by("ann", run.gateNumber(3), Verdict.REJECT));
    run.until(() -> run.world().calls.contains("fix#2@first"));
    assertThat(run.world().closed).isNull();
    rejected.countDown();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().closed.uses()).containsEntry("y", 1);
  }

  /** Also where the first opening was in an earlier history. */
  @Test
  void keepsEarlyDecisionsForTheFirstOpeningOnly() {
    RunningPlan run =
        SERVER.given(
            plan(
                agent("draft"),
                new WaitStep("w", unlimited("draft"), null, null, "go"),
                new GateStep(
                    "g", after("w", "draft"), "Fine?", List.of("draft"), Audience.DEFAULT, null),
                tool("publish", after("g"))));
    run.world().historyLimit = 10;
    run.start();
    run.workflow().notice(new Notice("go", null, "1"));
    Fact.GateOpened first = run.openedGate(1);
    int before = run.world().parts.get();
    run.decide(by("ann", first, Verdict.ADJUST, "shorter", null));
    run.until(() -> run.world().targets.models.size() == 2 && run.world().parts.get() > before);
    run.environment().sleep(Duration.ofSeconds(2));
    run.workflow().signalDecision(RunningPlan.signal("g", "GO", "bob"));
    run.workflow().notice(new Notice("go", null, "2"));
    var second = run.openedGate(2);
    assertThat(run.world().calls).doesNotContain("publish#1@http-post");
    run.decide(by("ann", second, Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }
}
