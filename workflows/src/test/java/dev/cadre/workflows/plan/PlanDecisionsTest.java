package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.RunningPlan.by;
import static dev.cadre.workflows.plan.RunningPlan.signal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.OnFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which decisions count, and which of several at once. */
class PlanDecisionsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void refusesTheRequesterAStaleDigestAndAStranger() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a")));
    Fact.GateOpened gate = run.openedGate(1);

    assertThat(run.workflow().decide(by("requester", gate, Verdict.GO)).refusal())
        .isEqualTo(Refusal.FOUR_EYES);
    DecideGate go = by("ann", gate, Verdict.GO);
    assertThat(
            run.workflow()
                .decide(
                    new DecideGate(
                        go.gate(),
                        go.decision(),
                        "sha256:00",
                        null,
                        null,
                        null,
                        List.of(),
                        "ann",
                        go.roles(),
                        false))
                .refusal())
        .isEqualTo(Refusal.DIGEST_MISMATCH);
    assertThat(
            run.workflow()
                .decide(
                    new DecideGate(
                        go.gate(),
                        go.decision(),
                        go.digest(),
                        null,
                        null,
                        null,
                        List.of(),
                        "bob",
                        Set.of("member"),
                        false))
                .refusal())
        .isEqualTo(Refusal.NOT_IN_AUDIENCE);
    assertThat(run.workflow().decide(go).accepted()).isTrue();
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void tellsTogetherWithTheDecisionThatThePlanRuns() {
    RunningPlan run =
        SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g")), gate("last", "t")));
    run.workflow().decide(by("ann", run.gateNumber(1), Verdict.GO));
    run.workflow().decide(by("ann", run.gateNumber(2), Verdict.GO));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);

    assertThat(run.world().batches)
        .filteredOn(batch -> batch.stream().anyMatch(Fact.DecisionJudged.class::isInstance))
        .hasSize(2)
        .allSatisfy(batch -> assertThat(statuses(batch)).containsExactly(PlanStatus.RUNNING));
    assertThat(statuses(run.world().facts))
        .containsExactly(
            PlanStatus.WAITING, PlanStatus.RUNNING, PlanStatus.WAITING, PlanStatus.RUNNING);
  }

  @Test
  void runsAgainByARedoButNotByARejection() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a")));
    run.workflow().decide(by("ann", run.gateNumber(1), Verdict.REDO));
    run.workflow().decide(by("ann", run.gateNumber(2), Verdict.REJECT));
    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);

    assertThat(run.world().batches)
        .filteredOn(batch -> batch.stream().anyMatch(Fact.DecisionJudged.class::isInstance))
        .extracting(PlanDecisionsTest::statuses)
        .containsExactly(List.of(PlanStatus.RUNNING), List.of());
  }

  @Test
  void goesOnWaitingForTheOtherOfTwoGates() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), gate("h", "a")));
    run.gateNumber(2);
    run.workflow().decide(by("ann", run.gateNumber(1), Verdict.GO));
    run.workflow().decide(by("ann", run.gateNumber(2), Verdict.GO));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);

    assertThat(statuses(run.world().facts)).containsExactly(PlanStatus.WAITING, PlanStatus.RUNNING);
  }

  private static List<PlanStatus> statuses(List<Fact> facts) {
    return facts.stream()
        .filter(Fact.PlanMoved.class::isInstance)
        .map(fact -> ((Fact.PlanMoved) fact).status())
        .toList();
  }

  @Test
  void countsFiftyDecisionsAtOnceOnce() throws InterruptedException {
    RunningPlan run =
        SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g")), gate("last", "a", "t")));
    Fact.GateOpened gate = run.openedGate(1);

    // Ten updates at a time: more in flight the server refuses.
    List<DecisionAnswer> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.addAll(
          atOnce(
              Collections.nCopies(10, () -> run.workflow().decide(by("ann", gate, Verdict.GO)))));
    }

    assertThat(answers).hasSize(50).allMatch(DecisionAnswer::accepted);
    assertThat(Set.copyOf(answers)).hasSize(1);
    run.workflow().signalDecision(signal("last", "GO", "ann"));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsOnlyOnce("t#1@http-post");
    assertThat(run.world().facts.stream().filter(Fact.DecisionJudged.class::isInstance)).hasSize(2);
  }

  @Test
  void letsOneOfApproveAndRejectWin() throws InterruptedException {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    Fact.GateOpened gate = run.openedGate(1);

    List<DecisionAnswer> answers =
        atOnce(
            List.of(
                () -> run.workflow().decide(by("ann", gate, Verdict.GO)),
                () -> run.workflow().decide(by("bob", gate, Verdict.REJECT))));
    DecisionAnswer go = answers.get(0);
    DecisionAnswer no = answers.get(1);

    assertThat(List.of(go.accepted(), no.accepted())).containsOnlyOnce(true);
    assertThat((go.accepted() ? no : go).refusal()).isEqualTo(Refusal.GATE_CLOSED);
    assertThat(run.end().status())
        .isEqualTo(go.accepted() ? PlanStatus.COMPLETED : PlanStatus.FAILED);
  }

  @Test
  void needsTheQuorum() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"),
                gate("g", new Audience(Set.of("reviewer"), 2, true), null, OnFailure.FAIL, "a")));
    Fact.GateOpened gate = run.openedGate(1);

    assertThat(run.workflow().decide(by("ann", gate, Verdict.GO)).outcome()).isNull();
    assertThat(run.workflow().decide(by("ann", gate, Verdict.REJECT)).refusal())
        .isEqualTo(Refusal.ALREADY_VOTED);
    assertThat(run.workflow().decide(by("bob", gate, Verdict.GO)).outcome())
        .isEqualTo(GateOutcome.APPROVED);
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void refusesAnAssertedDecisionWhereTheTenantDoesNotTakeIt() {
    RunningPlan run = SERVER.given(plan(agent("a"), gate("g", "a")));
    run.world().assertedDecisions = false;
    run.start();
    Fact.GateOpened gate = run.openedGate(1);

    run.workflow().signalDecision(signal("g", "GO", "ann"));
    run.workflow().signalDecision(signal("g", "PERHAPS", "ann"));
    run.workflow().decide(by("bob", gate, Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().facts)
        .anyMatch(fact ->
            fact instanceof Fact.DecisionJudged judged
                && judged.answer().refusal() == Refusal.ASSERTED_NOT_ALLOWED)
        .anyMatch(Fact.SignalRefused.class::isInstance);
  }

  private static List<DecisionAnswer> atOnce(List<Callable<DecisionAnswer>> decisions)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAll(decisions).stream().map(Future::resultNow).toList();
    }
  }
}
