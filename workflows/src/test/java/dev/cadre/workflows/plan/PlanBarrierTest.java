package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.subplan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.RunningPlan.by;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.ToolStep;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What may happen while a decision that came by Update is being written. */
class PlanBarrierTest {

  private static final int MOMENTS = 100;
  private static final OnFailure GOES_ON = new OnFailure(OnFailure.Mode.CONTINUE, null);

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  /** Holds the write of decisions until something is so, for some seconds at most. */
  private static void hold(RunningPlan run, BooleanSupplier until) {
    run.world().onRecord =
        batch -> {
          if (batch.facts().stream().anyMatch(Fact.DecisionJudged.class::isInstance)) {
            for (int i = 0; i < MOMENTS && !until.getAsBoolean(); i++) {
              PlanServer.moment();
            }
          }
        };
  }

  @Test
  void schedulesACallBesideTheDecisionThatAllowsIt() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    hold(run, () -> run.world().early() > 0);

    assertThat(run.workflow().decide(by("ann", run.gateNumber(1), Verdict.GO)).accepted()).isTrue();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().early()).isPositive();
    assertThat(run.world().calls).containsOnlyOnce("t#1@http-post");
  }

  @Test
  void callsInTheTaskOnceTheDecisionIsWritten() {
    ToolStep inline = tool("t", limited(StepOptions.INLINE_TIMEOUT, OnFailure.FAIL, "g"));
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), inline));

    assertThat(whileHeld(run, Verdict.GO, run.world().calls)).containsExactly("a#1@first");
    assertThat(run.world().calls).containsExactly("a#1@first", "t#1@http-post");
  }

  @Test
  void leavesAContainerOnceTheDecisionIsWritten() {
    GateStep gate = gate("g", Audience.DEFAULT, null, GOES_ON, "i");
    RunningPlan run = SERVER.run(plan(subplan("s", List.of(agent("i"), gate))));

    assertThat(whileHeld(run, Verdict.REJECT, run.world().left)).isEmpty();
    assertThat(run.world().left).hasSize(1);
  }

  /** The store is away for far longer than the step may take. */
  @ParameterizedTest
  @EnumSource(Execution.class)
  void doesNotCountTheWaitForADecisionsWrite(Execution execution) {
    StepOptions options =
        new StepOptions(
            List.of("g"),
            null,
            StepOptions.INLINE_TIMEOUT,
            StepOptions.INLINE_ATTEMPT_TIMEOUT,
            Retry.ONCE,
            OnFailure.FAIL,
            execution);
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", options)));
    Fact.GateOpened gate = run.gateNumber(1);
    run.world().outages.set(8);

    CompletableFuture<DecisionAnswer> answer =
        CompletableFuture.supplyAsync(() -> run.decide(by("ann", gate, Verdict.GO)));
    run.until(answer::isDone);
    assertThat(answer.join().accepted()).isTrue();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "t#1@http-post");
  }

  /** What had happened when the held decision was written; the plan then runs to its end. */
  private static <T> List<T> whileHeld(RunningPlan run, Verdict verdict, List<T> happened) {
    List<T> seen = new ArrayList<>();
    int[] moments = {0};
    Fact.GateOpened gate = run.gateNumber(1);
    hold(
        run,
        () -> {
          seen.clear();
          seen.addAll(happened);
          return ++moments[0] == 4;
        });
    run.workflow().decide(by("ann", gate, verdict));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(moments[0]).isEqualTo(4);
    return seen;
  }
}
