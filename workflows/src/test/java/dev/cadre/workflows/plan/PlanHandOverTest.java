package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.gate.Verdict;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes while a plan writes its last before it goes on in a new history. */
class PlanHandOverTest {

  /** A part is too long as soon as it looks. */
  private static final int TOO_SHORT = -1;

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** Too long for its history from now on. */
  private static void makesItGoOn(RunningPlan run) {
    for (int i = 0; i < 6; i++) {
      run.workflow().notice(new Notice("nobody", null, "n" + i));
      PlanServer.moment();
    }
  }

  private static boolean told(RunningPlan run, PlanStatus status) {
    return run.world().facts.stream()
        .anyMatch(fact -> fact instanceof Fact.PlanMoved moved && moved.status() == status);
  }

  @Test
  void tellsAPauseThatComesAsItGoesOn() {
    RunningPlan run = SERVER.given(plan(agent("a"), gate("g", "a")));
    run.world().historyLimit = 3;
    AtomicBoolean busy = new AtomicBoolean(true);
    AtomicBoolean writes = new AtomicBoolean();
    run.world().onRecord =
        batch -> {
          while (busy.get() && batch.facts().stream().anyMatch(Fact.GateOpened.class::isInstance)) {
            writes.set(true);
            PlanServer.moment();
          }
        };
    run.start();
    run.until(writes::get);
    makesItGoOn(run);
    run.workflow().steer(new Steer(true));
    busy.set(false);
    run.until(() -> run.world().parts.get() > 1);

    assertThat(told(run, PlanStatus.PAUSED)).isTrue();
    run.workflow().steer(new Steer(false));
    run.workflow().signalDecision(RunningPlan.signal("g", "GO", "ann"));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  /** Nothing waits that would notice: the one step that is left may not start. */
  @Test
  void endsAPausedPlanThatIsCancelledAsItGoesOn() {
    RunningPlan run = SERVER.given(plan(agent("a"), agent("z", "a")));
    run.world().historyLimit = 3;
    run.world().outages.set(7);
    run.world().targets.onCall =
        () -> {
          run.workflow().steer(new Steer(true));
          PlanServer.moment();
        };
    run.start();
    run.until(() -> run.world().outages.get() < 4);
    makesItGoOn(run);
    // It answers once it has seen all that.
    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.PAUSED);
    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
    assertThat(run.world().calls).containsExactly("a#1@first");
    assertThat(told(run, PlanStatus.PAUSED)).isTrue();
  }

  /** The decision of the other gate comes while the first one's is written: no new history then. */
  @Test
  void opensAGateThatWasSentBackOnlyOnceItsNeedsHaveEnded() {
    RunningPlan run = SERVER.given(plan(agent("a"), agent("b"), gate("g", "b"), gate("h", "a")));
    run.world().historyLimit = 40;
    run.start();
    run.gateNumber(2);
    run.world().historyLimit = TOO_SHORT;
    run.handsOver();
    AtomicBoolean busy = new AtomicBoolean(true);
    AtomicBoolean writes = new AtomicBoolean();
    List<String> calledBefore = new CopyOnWriteArrayList<>();
    run.world().onRecord =
        batch -> {
          while (busy.get() && batch.facts().stream().anyMatch(PlanHandOverTest::adjusts)) {
            writes.set(true);
            PlanServer.moment();
          }
          if (batch.facts().stream().anyMatch(fact -> opens(fact, "g", 2))) {
            calledBefore.addAll(run.world().calls);
          }
        };
    CompletableFuture<Void> decision =
        CompletableFuture.runAsync(() ->
            run.decide(RunningPlan.by("ann", opened(run, "g", 1), Verdict.ADJUST, "x", null)));
    run.until(writes::get);
    run.workflow()
        .signalDecision(
            new SignalledDecision("h", "ADJUST", null, "y", null, null, null, "ann", null));
    run.workflow().status();
    busy.set(false);
    decision.join();
    for (String gate : List.of("g", "h")) {
      run.until(() -> run.world().facts.stream().anyMatch(fact -> opens(fact, gate, 2)));
      run.decide(RunningPlan.by("ann", opened(run, gate, 2), Verdict.GO));
    }

    assertThat(calledBefore).contains("b#2@first");
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  private static boolean adjusts(Fact fact) {
    return fact instanceof Fact.DecisionJudged judged
        && judged.decision().decision() == Verdict.ADJUST;
  }

  private static boolean opens(Fact fact, String step, int occurrence) {
    return fact instanceof Fact.GateOpened opened
        && opened.step().equals(step)
        && opened.occurrence() == occurrence;
  }

  private static Fact.GateOpened opened(RunningPlan run, String step, int occurrence) {
    return run.world().facts.stream()
        .filter(fact -> opens(fact, step, occurrence))
        .map(Fact.GateOpened.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
