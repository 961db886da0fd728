package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.RunningPlan.by;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.OnFailure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A gate's deadline and a decision at the same moment. */
class PlanDeadlineTest {

  private static final Duration DEADLINE = Duration.ofSeconds(1);

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void countsADecisionThatComesInOneTaskWithTheDeadline() throws Exception {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"),
                gate("g", Audience.DEFAULT, DEADLINE, OnFailure.FAIL, "a"),
                tool("t", after("g"))));
    Fact.GateOpened gate = run.gateNumber(1);
    AtomicBoolean busy = keepTaskBusy(run);
    while (SERVER.now().isBefore(gate.deadline())) {
      Thread.sleep(50);
    }
    CompletableFuture<DecisionAnswer> answer =
        CompletableFuture.supplyAsync(() -> run.decide(by("ann", gate, Verdict.GO)));
    Thread.sleep(300);
    busy.set(false);

    assertThat(answer.get().outcome()).isEqualTo(GateOutcome.APPROVED);
    run.workflow().steer(new Steer(false));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().facts)
        .filteredOn(Fact.GateClosed.class::isInstance)
        .extracting(fact -> ((Fact.GateClosed) fact).outcome())
        .containsExactly(GateOutcome.APPROVED);
  }

  /** A pause is written by a local activity, which keeps the workflow task as long as it takes. */
  private static AtomicBoolean keepTaskBusy(RunningPlan run) throws InterruptedException {
    AtomicBoolean busy = new AtomicBoolean(true);
    AtomicBoolean begun = new AtomicBoolean();
    run.world().onRecord =
        batch -> {
          while (busy.get() && batch.facts().stream().anyMatch(Fact.PlanMoved.class::isInstance)) {
            begun.set(true);
            PlanServer.moment();
          }
        };
    run.workflow().steer(new Steer(true));
    while (!begun.get()) {
      Thread.sleep(10);
    }
    return busy;
  }
}
