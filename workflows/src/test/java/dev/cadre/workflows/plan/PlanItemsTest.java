package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.gate;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.gate.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How a plan stands while the items of a map go different ways. */
class PlanItemsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  @Test
  void waitsWhenOneItemIsDoneAndTheOtherIsNot() {
    RunningPlan run = SERVER.given(plan(map("m", 2, gate("ok"))));
    run.world().answers.put("m", List.of(1, 2));
    run.start();
    run.workflow().decide(RunningPlan.by("r", run.openedGate(1), Verdict.GO));

    run.until(() -> run.workflow().status().status() == PlanStatus.WAITING);
    run.workflow().decide(RunningPlan.by("r", run.openedGate(2), Verdict.GO));
    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }
}
