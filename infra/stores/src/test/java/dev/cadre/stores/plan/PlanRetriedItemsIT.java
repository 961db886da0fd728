package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.plan.Entered.Instance;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.StepState;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the next run of a failed plan knows of its containers and of what they hold. */
class PlanRetriedItemsIT {

  private static final Frame ITEM = new Frame("each", 1, 0, 1);
  private static final Frame INSIDE = new Frame("sub", 1, 0, 2);

  /** The occurrence of the item's step that follows its first. */
  private static final int NEXT = 1 + dev.cadre.workflows.plan.Instances.MOST;

  private final RetriedPlan plan = new RetriedPlan();

  private static PriorStep left(
      String step, int occurrence, StepState state, @Nullable Integer kept) {
    return new PriorStep(step, occurrence, state, "UPSTREAM", null, true, kept);
  }

  @Test
  void takesASkippedContainerThatHadBegunForFailed() {
    plan.enter("each", 1, null);
    plan.enter("sub", 1, null, ITEM);
    plan.moved("work", 2, StepState.FAILED, INSIDE);
    plan.moved("sub", 1, StepState.SKIPPED, ITEM);
    plan.moved("each", 1, StepState.SKIPPED, null);

    assertThat(plan.retried().prior())
        .containsExactly(new PriorStep("each", 1, StepState.FAILED, "UPSTREAM", null, null, null));
    assertThat(
            plan.store.read(
                "select state || occurrence from step where plan_id = ? and step_id = 'each'",
                plan.id.value()))
        .isEqualTo("PENDING2");
    assertThat(plan.enter("each", 2, 1).instances())
        .containsExactly(new Instance(0, 1, List.of(left("sub", 1, StepState.FAILED, null))));
  }

  @Test
  void leavesASkippedContainerThatNeverBegan() {
    plan.moved("each", 1, StepState.SKIPPED, null);

    assertThat(plan.retried().prior())
        .containsExactly(new PriorStep("each", 1, StepState.SKIPPED, "UPSTREAM", null, null, null));
  }

  @Test
  void saysOfAnItemThatItWasLeftUntilItBeginsAnew() {
    plan.enter("each", 1, null);
    plan.moved("sub", 1, StepState.FAILED, ITEM);
    plan.retried();
    List<PriorStep> left = List.of(left("sub", 1, StepState.FAILED, null));
    assertThat(plan.enter("each", 2, 1).instances())
        .extracting(Instance::steps)
        .containsExactly(left);
    assertThat(plan.enter("each", 2, 2).instances())
        .extracting(Instance::steps)
        .containsExactly(left);

    plan.moved("sub", NEXT, StepState.FAILED, ITEM);
    plan.record(2);
    assertThat(plan.enter("each", 2, 2).instances().getFirst().steps())
        .containsExactly(
            new PriorStep("sub", NEXT, StepState.FAILED, "UPSTREAM", null, null, null));
  }

  @Test
  void keepsWhatAnItemMadeThoughTheNextRunFailsBeforeIt() {
    plan.enter("each", 1, null);
    plan.moved("sub", 1, StepState.COMPLETED, ITEM);
    plan.moved("each", 1, StepState.CANCELLED, null);
    plan.retried();
    assertThat(plan.goesOn(2).prior())
        .containsExactly(new PriorStep("each", 2, StepState.PENDING, null, null, null, 1));

    assertThat(plan.retried(2).prior())
        .containsExactly(new PriorStep("each", 2, StepState.CANCELLED, null, null, null, 1));
    assertThat(plan.enter("each", 3, 1).instances()).hasSize(1);
    assertThat(plan.retried(3).prior())
        .containsExactly(new PriorStep("each", 3, StepState.CANCELLED, null, null, null, null));
  }

  @Test
  void keepsNothingOfAContainerThatAReviewerReopened() {
    plan.enter("each", 1, null);
    plan.retried();
    plan.moved("each", 3, StepState.PENDING, null);

    assertThat(plan.retried(2).prior())
        .containsExactly(
            new PriorStep("each", 3, StepState.CANCELLED, "UPSTREAM", null, null, null));
    assertThat(plan.retried(3).prior())
        .containsExactly(new PriorStep("each", 4, StepState.CANCELLED, null, null, null, null));
  }

  @Test
  void keepsWhatAContainerInAnItemMadeThoughTheNextRunEndsItBeforeItBegins() {
    plan.enter("each", 1, null);
    plan.enter("sub", 1, null, ITEM);
    plan.moved("work", 2, StepState.COMPLETED, INSIDE);
    plan.moved("sub", 1, StepState.CANCELLED, ITEM);
    plan.retried();
    plan.enter("each", 2, 1);
    plan.moved("sub", NEXT, StepState.SKIPPED, new Frame("each", 2, 0, 1));
    plan.retried(2);

    assertThat(plan.enter("each", 3, 2).instances())
        .containsExactly(new Instance(0, 1, List.of(left("sub", NEXT, StepState.SKIPPED, 1))));
  }
}
