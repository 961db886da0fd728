package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What begins while what is around it is stopped. */
class PlanStoppedTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** A subplan that fails at once, while an activity looks whether this step is to run. */
  private static RunningPlan besideAFailure(Step step) {
    List<Step> inside = List.of(step, choice("fails", "1 / 0 == 1", List.of(), List.of()));
    OnFailure skip = new OnFailure(OnFailure.Mode.SKIP, null);
    Step subplan = new SubplanStep("s", options(null, skip), Map.of(), inside, null);
    RunningPlan run = SERVER.given(plan(subplan, agent("a", "s"), gate("last", "a")));
    run.world().answers.put("input.asks", true);
    run.start();
    return run;
  }

  private static GateStep asking(String when) {
    return new GateStep(
        "g", options(when, OnFailure.FAIL), "Fine?", List.of(), Audience.DEFAULT, null);
  }

  @Test
  void opensNoGateOnceItsContainerHasFailed() {
    RunningPlan run = besideAFailure(asking("input.asks"));
    Fact.GateOpened only = run.gateNumber(1);

    assertThat(only.step()).isEqualTo("last");
    assertThat(run.workflow().status().gates()).hasSize(1);
    run.workflow().signalDecision(RunningPlan.signal("last", "GO", "someone"));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).doesNotContain("g WAITING null");
  }

  @Test
  void asksNobodyForAGateThatIsNotRequiredWhereItHasEnded() {
    RunningPlan run = besideAFailure(asking("input.silent"));
    run.gateNumber(1);
    run.workflow().signalDecision(RunningPlan.signal("last", "GO", "someone"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().facts).noneMatch(Fact.GateNotRequired.class::isInstance);
  }

  @Test
  void beginsNoWaitOnceItsContainerHasFailed() {
    RunningPlan run =
        besideAFailure(
            new WaitStep("w", options("input.asks", OnFailure.FAIL), null, null, "never"));
    run.gateNumber(1);
    run.workflow().signalDecision(RunningPlan.signal("last", "GO", "someone"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.moves()).doesNotContain("w WAITING null");
  }

  /** A message comes while the plan writes its last, and its answer takes longer than the end. */
  @Test
  void writesTheAnswerToWhatComesWhileItEnds() {
    RunningPlan run =
        SERVER.given(plan(gate("g"), choice("fails", "1 / 0 == 1", List.of(), List.of())));
    run.world().outages.set(5);
    AtomicInteger answers = new AtomicInteger();
    run.world().onRecord =
        batch -> {
          if (judges(batch) && answers.incrementAndGet() <= 4) {
            throw new IllegalStateException("the store does not answer");
          }
        };
    run.start();
    run.until(() -> run.world().outages.get() < 5);
    run.workflow().signalDecision(RunningPlan.signal("g", "GO", "someone"));

    assertThat(run.end().status()).isEqualTo(PlanStatus.FAILED);
    assertThat(run.world().facts).anyMatch(Fact.DecisionJudged.class::isInstance);
  }

  private static boolean judges(RecordFacts batch) {
    return batch.facts().stream().anyMatch(Fact.DecisionJudged.class::isInstance);
  }
}
