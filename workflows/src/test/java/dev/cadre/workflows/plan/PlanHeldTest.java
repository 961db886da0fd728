package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A step whose agent is not active waits, by the same attempt, and its clock stands still. */
class PlanHeldTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static RunningPlan held(int times) {
    RunningPlan run = SERVER.given(plan(agent("a")));
    AttemptFailure inactive = FakeTargets.failure(FailureCategory.AGENT_INACTIVE);
    for (int i = 0; i < times; i++) {
      run.world().targets.fails("first", inactive);
    }
    run.start();
    run.until(() -> run.world().calls.size() == 1);
    return run;
  }

  /** Both waits together are longer than the step's timeout of ten minutes. */
  @Test
  void triesTheSameAttemptAgainWhenItIsWoken() {
    RunningPlan run = held(2);
    run.environment().sleep(Duration.ofMinutes(9));
    assertThat(run.world().calls).hasSize(1);

    run.workflow().wake();
    run.until(() -> run.world().calls.size() == 2);
    run.environment().sleep(Duration.ofMinutes(9));
    run.workflow().wake();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).containsExactly("a#1@first", "a#1@first", "a#1@first");
    assertThat(run.world().targets.keys.stream().distinct()).hasSize(1);
  }

  @Test
  void looksAgainByItselfAfterAWhile() {
    RunningPlan run = held(1);
    run.environment().sleep(Duration.ofHours(5));
    assertThat(run.world().calls).hasSize(1);
    run.environment().sleep(Duration.ofHours(2));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).hasSize(2);
  }

  @Test
  void looksAgainWhenTheHoldIsSaidToBeOver() {
    RunningPlan run = SERVER.given(plan(agent("a")));
    Instant soon = Instant.ofEpochMilli(run.environment().currentTimeMillis()).plusSeconds(1800);
    run.world()
        .targets
        .fails(
            "first",
            new AttemptFailure(
                FailureCategory.AGENT_INACTIVE,
                false,
                null,
                null,
                null,
                soon,
                false,
                Duration.ZERO,
                "The month is used up.",
                false));
    run.start();
    run.until(() -> run.world().calls.size() == 1);
    run.environment().sleep(Duration.ofMinutes(31));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(run.world().calls).hasSize(2);
  }

  @Test
  void endsWithThePlanThatIsCancelledMeanwhile() {
    RunningPlan run = held(1);
    WorkflowStub.fromTyped(run.workflow()).cancel();

    assertThatThrownBy(run::end).hasCauseInstanceOf(CanceledFailure.class);
    assertThat(run.world().closed.status()).isEqualTo(PlanStatus.CANCELLED);
    assertThat(run.world().calls).hasSize(1);
  }
}
