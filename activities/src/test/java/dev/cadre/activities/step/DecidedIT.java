package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** An attempt beside the decision that allows it. */
class DecidedIT extends AttemptFixture {

  @ActivityInterface
  public interface DecidedCalls {
    @ActivityMethod(name = "llm.local")
    AttemptResult model(CallModel call, GateId gate);
  }

  private final GateId gate = new GateId(UUID.randomUUID());
  private final Instant now = Instant.now();

  private PlanId opened() {
    PlanId plan = plans.open(null, agent("a", "Hi"));
    record(
        plan,
        1,
        new Fact.GateOpened(
            gate, "a", 1, "Fine?", List.of(), List.of(), "x", Audience.DEFAULT, null, null, now));
    return plan;
  }

  private void record(PlanId plan, int batch, Fact fact) {
    plans.book.record(facts(plan, batch, fact));
  }

  private static RecordFacts facts(PlanId plan, int batch, Fact fact) {
    return new RecordFacts(TestPlans.TENANT, plan, 1, batch, List.of(fact));
  }

  private Fact closed() {
    return new Fact.GateClosed(gate, "a", 1, GateOutcome.APPROVED, now);
  }

  private AttemptResult call(PlanId plan) {
    return stub(worker(), DecidedCalls.class).model(call(plan, "a", Map.of()), gate);
  }

  @Test
  void callsOnceTheDecisionIsWritten() throws Exception {
    PlanId plan = opened();

    CompletableFuture<AttemptResult> call = CompletableFuture.supplyAsync(() -> call(plan));
    assertThat(stillWaits(call)).isTrue();
    assertThat(requests).isEmpty();
    assertThat(plans.read("select count(*) from attempt where plan_id = ?", plan.value()))
        .isEqualTo("0");

    record(plan, 2, closed());
    assertThat(call.get(10, TimeUnit.SECONDS).output()).isNotNull();
    assertThat(requests).hasSize(1);
  }

  /** The row itself still says that the gate is open. */
  @Test
  void takesTheWordOfItsOwnWorkerThatItIsWritten() throws Exception {
    PlanId plan = opened();

    CompletableFuture<AttemptResult> call = CompletableFuture.supplyAsync(() -> call(plan));
    assertThat(stillWaits(call)).isTrue();

    closings.written(facts(plan, 2, closed()));
    assertThat(call.get(10, TimeUnit.SECONDS).output()).isNotNull();
    assertThat(requests).hasSize(1);
  }

  private static boolean stillWaits(CompletableFuture<?> call) throws Exception {
    try {
      call.get(250, TimeUnit.MILLISECONDS);
      return false;
    } catch (TimeoutException e) {
      return true;
    }
  }

  @Test
  void isTheWorkflowsToWaitForWhereThatTakesLong() {
    PlanId plan = opened();

    assertThat(failure(() -> call(plan)))
        .satisfies(failure -> assertThat(failure.getType()).isEqualTo("UNDECIDED"))
        .satisfies(failure -> assertThat(failure.isNonRetryable()).isTrue());
    assertThat(requests).isEmpty();
  }
}
