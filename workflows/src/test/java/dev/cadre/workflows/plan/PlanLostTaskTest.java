package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.tool;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A workflow task that has done much of its work in the store and is lost, is done once more. */
class PlanLostTaskTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static boolean failed(Fact fact) {
    return fact instanceof Fact.StepMoved moved
        && moved.step().equals("m")
        && moved.state() == StepState.FAILED;
  }

  /** The message that comes meanwhile makes the server refuse what the task has come to. */
  @Test
  void callsUnderTheSameKeysWhatALostTaskHasSeenFailInAContainer() {
    RunningPlan run =
        SERVER.given(
            plan(map("m", 1, tool("t", limited(StepOptions.INLINE_TIMEOUT, OnFailure.FAIL)))));
    run.world().answers.put("m", List.of("x"));
    AttemptFailure failure = FakeTargets.failure(FailureCategory.INVALID_REQUEST);
    run.world().targets.fails("http-post", failure, failure);
    run.start();
    run.end();
    CompletableFuture<RunningPlan> next = new CompletableFuture<>();
    AtomicInteger came = new AtomicInteger();
    run.world().onRecord =
        batch -> {
          if (batch.facts().stream().anyMatch(PlanLostTaskTest::failed)
              && came.getAndIncrement() == 0) {
            next.join().workflow().notice(new Notice("nobody", null, "n"));
          }
        };
    next.complete(run.retried());
    next.join().end();

    assertThat(run.world().calls).filteredOn(call -> call.equals("m#2 enter")).hasSize(2);
    assertThat(run.world().targets.keys).hasSize(3);
    assertThat(run.world().targets.keys.getLast()).isEqualTo(run.world().targets.keys.get(1));
  }
}
