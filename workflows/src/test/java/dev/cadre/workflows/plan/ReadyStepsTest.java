package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.step.StepState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadyStepsTest {

  @Test
  void areThoseThatNeedNothing() {
    assertThat(ReadySteps.of(plan(agent("a"), agent("b", "a"), agent("c")), Map.of()))
        .containsExactly("a", "c");
  }

  @Test
  void needAllThatTheyDependOnToHaveEnded() {
    Plan plan = plan(agent("a"), agent("b"), agent("c", "a", "b"), agent("d", "b"));

    assertThat(ReadySteps.of(plan, Map.of("a", StepState.RUNNING, "b", StepState.COMPLETED)))
        .containsExactly("d");
    assertThat(ReadySteps.of(plan, Map.of("a", StepState.SKIPPED, "b", StepState.COMPLETED)))
        .containsExactly("c", "d");
  }

  /** What was sent back is waited for through what keeps its result. */
  @Test
  void waitForWhatWasSentBackBeforeThem() {
    Plan plan = plan(agent("a"), agent("kept", "a"), agent("z", "kept"));

    assertThat(ReadySteps.of(plan, Map.of("kept", StepState.COMPLETED))).containsExactly("a");
  }
}
