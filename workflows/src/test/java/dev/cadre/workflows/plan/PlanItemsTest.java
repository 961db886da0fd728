package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.choice;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.loop;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.options;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.SubplanStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is inside of containers, several things at a time. */
class PlanItemsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** Its timer starts and ends in one workflow task, in which another step's call begins. */
  @Test
  void replaysAContainerThatEndsInTheTaskThatBeganIt() {
    SubplanStep slow =
        new SubplanStep(
            "s",
            limited(Duration.ofHours(1), OnFailure.FAIL),
            Map.of(),
            List.of(inline("a"), inline("b", "a"), inline("c", "b")),
            null);
    RunningPlan run = SERVER.given(plan(slow, inline("i"), agent("v", "i")));
    run.world().targets.onCall = PlanServer::moment;
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void leavesAContainerWhenWhatItTakesAlongIsWritten() {
    RunningPlan run =
        SERVER.given(plan(subplan("s", List.of(choice("c", "true", List.of(), List.of())))));
    run.world().outages.set(2);
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().left.getFirst().uses()).isEqualTo(Map.of("c", 1));
    assertThat(run.world().missing).isEmpty();
  }

  private static AgentStep inline(String id, String... needs) {
    return agent(id, limited(StepOptions.INLINE_TIMEOUT, OnFailure.FAIL, needs));
  }

  @Test
  void yieldsNothingWhereTheLastTurnDoes() {
    AgentStep first = agent("a", options("turn < 2", OnFailure.FAIL));
    RunningPlan run = SERVER.run(plan(loop("l", first, "turn == 2", 5)));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().targets.models).hasSize(1);
    assertThat(run.world().left.getFirst().uses()).isEmpty();
  }

  @Test
  void countsTheRoundsOfEachItemsGate() {
    RunningPlan run = SERVER.given(plan(map("m", 12, gate("ok"))));
    run.world().answers.put("m", IntStream.range(0, 12).boxed().toList());
    run.start();

    Fact.GateOpened last = run.gateNumber(12);
    assertThat(run.workflow().decide(RunningPlan.by("r", last, Verdict.REDO)).refusal()).isNull();
    for (int i = 1; i <= 13; i++) {
      if (i != 12) {
        run.workflow().decide(RunningPlan.by("r", run.gateNumber(i), Verdict.GO));
      }
    }
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void waitsWhenOneItemIsDoneAndTheOtherIsNot() {
    RunningPlan run = SERVER.given(plan(map("m", 2, gate("ok"))));
    run.world().answers.put("m", List.of(1, 2));
    run.start();
    run.workflow().decide(RunningPlan.by("r", run.gateNumber(1), Verdict.GO));

    run.until(() -> run.workflow().status().status() == PlanStatus.WAITING);
    run.workflow().decide(RunningPlan.by("r", run.gateNumber(2), Verdict.GO));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }
}
