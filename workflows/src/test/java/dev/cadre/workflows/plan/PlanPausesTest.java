package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.after;
import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static dev.cadre.workflows.plan.Graphs.unlimited;
import static dev.cadre.workflows.plan.RunningPlan.signal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepState;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What goes on and what does not while a plan is paused. */
class PlanPausesTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static void order(RunningPlan run, boolean paused) {
    run.workflow().steer(new Steer(paused));
  }

  private static void approve(RunningPlan run) {
    run.workflow().signalDecision(signal("g", "GO", "ann"));
  }

  private static List<PlanStatus> statuses(RunningPlan run) {
    return run.world().facts.stream()
        .filter(Fact.PlanMoved.class::isInstance)
        .map(fact -> ((Fact.PlanMoved) fact).status())
        .toList();
  }

  @Test
  void takesADecisionWhilePausedAndStartsWhatItAllowsAfterwards() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a"), tool("t", after("g"))));
    run.openedGate(1);
    order(run, true);
    approve(run);
    run.environment().sleep(Duration.ofHours(2));

    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.PAUSED);
    assertThat(run.workflow().status().steps())
        .containsEntry("g", StepState.COMPLETED)
        .containsEntry("t", StepState.PENDING);
    assertThat(run.world().calls).containsExactly("a#1@first");

    order(run, false);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "t#1@http-post");
    assertThat(statuses(run))
        .containsExactly(PlanStatus.WAITING, PlanStatus.PAUSED, PlanStatus.RUNNING);
  }

  @Test
  void takesNoOrderThatComesLate() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a")));
    run.openedGate(1);
    Steer pause = new Steer(true, 1, 7L);
    run.workflow().steer(pause);
    run.workflow().steer(new Steer(false, 1, 8L));
    run.workflow().steer(pause);
    run.workflow().steer(new Steer(true, 2, 9L));

    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.WAITING);
    approve(run);
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  /** Not even in the next part of the run. */
  @Test
  void takesNoOrderThatComesLateAfterItHasGoneOn() {
    RunningPlan run = SERVER.given(plan(agent("a"), gate("g", "a")));
    run.world().historyLimit = 3;
    run.start();
    run.openedGate(1);
    run.workflow().steer(new Steer(true, 1, 7L));
    run.workflow().steer(new Steer(false, 1, 8L));
    run.until(() -> run.world().parts.get() > 1);
    run.workflow().steer(new Steer(true, 1, 7L));

    assertThat(run.workflow().status().status()).isEqualTo(PlanStatus.WAITING);
    approve(run);
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void letsTheDeadlineOfAGatePassWhilePaused() {
    RunningPlan run =
        SERVER.run(
            plan(
                agent("a"), gate("g", Audience.DEFAULT, Duration.ofHours(1), OnFailure.FAIL, "a")));
    run.openedGate(1);
    order(run, true);
    run.environment().sleep(Duration.ofHours(2));

    assertThat(run.end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "REJECTED", "g"));
  }

  /** The pause is longer than the step's timeout of ten minutes. */
  @Test
  void putsAFurtherAttemptOffAndStopsTheStepsClock() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    run.world().targets.fails("first", FakeTargets.failure(FailureCategory.AUTH));
    run.world().targets.onCall = () -> order(run, true);
    run.start();
    run.environment().sleep(Duration.ofHours(1));
    assertThat(run.world().calls).containsExactly("a#1@first");

    run.world().targets.onCall = () -> {};
    order(run, false);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@second");
  }

  /**
   * The order comes while the workflow task that ends the plan is under way, so that it is done
   * once more: paused now, but in the store the plan has ended, and nobody could resume it.
   */
  @Test
  void endsThoughItIsPausedBesideItsEnd() {
    RunningPlan run = SERVER.given(plan(agent("a", unlimited())));
    AtomicBoolean ordered = new AtomicBoolean();
    run.world().targets.onCall =
        () -> {
          if (!ordered.getAndSet(true)) {
            order(run, true);
          }
        };
    run.start();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsOnly("a#1@first");
  }

  @Test
  void cancelsAPausedPlan() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a")));
    run.openedGate(1);
    order(run, true);
    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
  }

  /**
   * Without a call: the in-memory server refuses a task that cancels an activity which has just
   * ended, and never gives it out again.
   */
  @Test
  void cancelsAPlanThatHearsOfBothAsItOpens() {
    RunningPlan run = SERVER.run(plan(gate("g")));
    order(run, true);
    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
  }

  @Test
  void pausesOnceThatIsOrderedTwice() {
    RunningPlan run = SERVER.run(plan(agent("a"), gate("g", "a")));
    run.openedGate(1);
    order(run, true);
    order(run, true);
    run.environment().sleep(Duration.ofSeconds(1));
    order(run, false);
    approve(run);

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(statuses(run))
        .containsExactly(PlanStatus.WAITING, PlanStatus.PAUSED, PlanStatus.WAITING);
  }
}
