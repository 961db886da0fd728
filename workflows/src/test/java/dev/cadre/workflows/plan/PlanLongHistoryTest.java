package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.loop;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.OnFailure;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run whose history becomes long goes on in a new one, and loses nothing on the way. */
class PlanLongHistoryTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static RunningPlan given(Plan plan, int limit) {
    RunningPlan run = SERVER.given(plan);
    run.world().historyLimit = limit;
    run.world().answers.put("m", IntStream.range(0, 30).boxed().toList());
    return run;
  }

  private static AgentStep[] chain(int length) {
    return IntStream.range(0, length)
        .mapToObj(i -> i == 0 ? agent("s0") : agent("s" + i, "s" + (i - 1)))
        .toArray(AgentStep[]::new);
  }

  private static void once(RunningPlan run) {
    assertThat(new HashSet<>(run.world().calls)).hasSameSizeAs(run.world().calls);
  }

  @Test
  void callsEachStepOnceOverSeveralHistories() {
    RunningPlan run = given(plan(chain(30)), 40);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().parts.get()).isGreaterThan(3);
    assertThat(run.world().calls).hasSize(30);
    assertThat(run.world().closed.uses()).hasSize(30).containsEntry("s29", 1);
    once(run);
  }

  @Test
  void goesOnInTheMiddleOfAMap() {
    RunningPlan run = given(plan(agent("a"), map("m", 4, agent("each"), "a"), agent("z", "m")), 50);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().parts.get()).isGreaterThan(2);
    assertThat(run.world().targets.models.stream().filter(call -> call.key().step().equals("each")))
        .hasSize(30)
        .extracting(call -> call.frames().getLast().index())
        .doesNotHaveDuplicates();
    assertThat(run.world().left.getLast().items())
        .hasSize(30)
        .doesNotContain(0)
        .doesNotHaveDuplicates();
  }

  @Test
  void goesOnInTheMiddleOfLoopsInSubplansInAMap() {
    RunningPlan run =
        given(
            plan(
                map(
                    "m",
                    3,
                    subplan("s", List.of(agent("a"), loop("l", agent("b"), "turn == 3", 5, "a"))))),
            60);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().parts.get()).isGreaterThan(4);
    assertThat(run.world().targets.models.stream().filter(call -> call.key().step().equals("a")))
        .hasSize(30);
    assertThat(run.world().targets.models.stream().filter(call -> call.key().step().equals("b")))
        .hasSize(90);
  }

  @Test
  void keepsAGateItsVotesAndItsDeadline() {
    Audience two = new Audience(Set.of("reviewer"), 2, true);
    RunningPlan run =
        given(
            plan(
                gate("g", two, Duration.ofDays(9), OnFailure.FAIL),
                loop("l", agent("x"), "turn == 40", 50)),
            30);
    run.start();
    Fact.GateOpened opened = run.openedGate(1);
    run.decide(RunningPlan.by("one", opened, Verdict.GO));
    run.until(() -> run.world().targets.models.size() == 40);
    assertThat(run.world().parts.get()).isGreaterThan(1);
    var again = run.decide(RunningPlan.by("one", opened, Verdict.GO));
    assertThat(again.accepted()).isTrue();
    var last = run.decide(RunningPlan.by("two", opened, Verdict.GO));

    assertThat(last.accepted()).isTrue();
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().facts).filteredOn(Fact.GateOpened.class::isInstance).hasSize(1);
  }

  /** A decision may be what makes the history too long. */
  @ParameterizedTest
  @ValueSource(ints = {12, 16, 20})
  void takesADecisionOnce(int limit) {
    RunningPlan run = given(plan(gate("g"), agent("after", "g")), limit);
    run.start();
    run.decide(RunningPlan.by("one", run.openedGate(1), Verdict.REDO));
    run.decide(RunningPlan.by("two", run.openedGate(2), Verdict.REJECT));

    assertThat(run.end().reason()).isEqualTo("REJECTED");
    assertThat(run.world().facts).filteredOn(Fact.GateOpened.class::isInstance).hasSize(2);
  }

  @Test
  void tellsAStepAllThatReviewersSaid() {
    RunningPlan run =
        given(plan(agent("a"), gate("g", "a"), loop("l", agent("x"), "turn == 80", 90)), 30);
    run.start();
    run.decide(RunningPlan.by("r", run.openedGate(1), Verdict.ADJUST, "shorter", null));
    run.openedGate(2);
    int before = run.world().parts.get();
    run.until(() -> run.world().parts.get() > before);
    run.decide(RunningPlan.by("r", run.openedGate(2), Verdict.ADJUST, "friendly", null));
    run.decide(RunningPlan.by("r", run.openedGate(3), Verdict.GO));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models.stream().filter(call -> call.key().step().equals("a")))
        .extracting(CallModel::note)
        .containsExactly(null, "shorter", "shorter\nfriendly");
  }

  @Test
  void takesADecisionWhilePausedInANewHistory() {
    RunningPlan run =
        given(plan(subplan("s", List.of(gate("g"))), gate("h"), agent("z", "s", "h")), 25);
    run.start();
    run.openedGate(1);
    run.until(() -> run.workflow().status().gates().size() == 2);
    var gates = run.world().facts.stream().filter(Fact.GateOpened.class::isInstance).toList();
    int before = run.world().parts.get();
    run.until(() -> {
      run.workflow().steer(new Steer(true));
      return run.world().parts.get() > before;
    });

    for (Fact gate : gates) {
      var answer = run.decide(RunningPlan.by("r", (Fact.GateOpened) gate, Verdict.GO));
      assertThat(answer.refusal()).isNull();
    }
    assertThat(run.world().targets.models).isEmpty();
    run.workflow().steer(new Steer(false));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void knowsWhichWayAChoiceTook() {
    RunningPlan run =
        given(
            plan(
                choice("c", "true", List.of("t"), List.of("e")),
                loop("l", agent("x"), "turn == 12", 50),
                agent("t", "c", "l"),
                agent("e", "c", "l")),
            30);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().parts.get()).isGreaterThan(1);
    assertThat(run.world().closed.uses()).containsOnlyKeys("c", "l", "t");
  }

  @Test
  void keepsASignalThatNoStepHasTaken() {
    RunningPlan run =
        given(plan(loop("l", agent("x"), "turn == 20", 50), Graphs.signal("w", "ready", "l")), 30);
    run.start();
    run.workflow().notice(new Notice("ready", Map.of("by", "me"), "1"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().parts.get()).isGreaterThan(1);
    assertThat(run.world().facts)
        .filteredOn(Fact.OutputCommitted.class::isInstance)
        .extracting(fact -> ((Fact.OutputCommitted) fact).output().value().toString())
        .anyMatch(value -> value.contains("by=me"));
  }

  @Test
  void losesNoDecisionSentWhileItGoesOn() {
    RunningPlan run =
        given(plan(gate("g"), agent("after", "g"), loop("l", agent("x"), "turn == 30", 50)), 20);
    run.start();
    run.until(() -> run.world().parts.get() > 1);
    run.workflow().signalDecision(RunningPlan.signal("g", "GO", "someone"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).contains("after#1@first");
    assertThat(
            WorkflowStub.fromTyped(run.workflow())
                .describe()
                .getMemo("run", Integer.class, Integer.class))
        .isEqualTo(1);
  }

  @Test
  void takesDecisionsWhilePausedInANewHistory() {
    RunningPlan run = given(plan(gate("g"), agent("after", "g")), 20);
    run.start();
    Fact.GateOpened opened = run.openedGate(1);
    run.workflow().steer(new Steer(true));
    run.until(() -> {
      run.workflow().signalDecision(RunningPlan.signal("nobody", "GO", "someone"));
      return run.world().parts.get() > 2;
    });

    assertThat(run.decide(RunningPlan.by("r", opened, Verdict.GO)).accepted()).isTrue();
    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.PAUSED);
    assertThat(run.world().targets.models).isEmpty();
    run.workflow().steer(new Steer(false));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("after#1@first");
  }

  /** Taking up what waits makes a longer history than the limit allows. */
  @Test
  void makesProgressHoweverMuchWaits() {
    RunningPlan run =
        given(plan(map("m", 30, subplan("s", List.of(gate("ok"), agent("a", "ok"))))), 10);
    run.start();
    for (int occurrence = 1; occurrence <= 30; occurrence++) {
      Fact.GateOpened opened = run.gateNumber(occurrence);
      assertThat(run.decide(RunningPlan.by("r", opened, Verdict.GO)).accepted()).isTrue();
    }

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models).hasSize(30);
    assertThat(run.world().parts.get()).isBetween(2, 60);
  }
}
