package dev.cadre.workflows.plan;

import static dev.cadre.workflows.plan.Graphs.agent;
import static dev.cadre.workflows.plan.Graphs.limited;
import static dev.cadre.workflows.plan.Graphs.map;
import static dev.cadre.workflows.plan.Graphs.plan;
import static dev.cadre.workflows.plan.Graphs.unlimited;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Waits for a time and for signals. */
class PlanWaitsTest {

  @RegisterExtension static final PlanServer SERVER = new PlanServer();

  private static WaitStep signalled(String id, String signal, String... needs) {
    return new WaitStep(id, unlimited(needs), null, null, signal);
  }

  private static void signal(RunningPlan run, String name, Object payload, String id) {
    run.workflow().notice(new Notice(name, payload, id));
  }

  private static Map<?, ?> output(RunningPlan run, String step) {
    return outputs(run, step).getFirst();
  }

  private static Object payload(RunningPlan run, String step) {
    return output(run, step).get("payload");
  }

  private static List<? extends Map<?, ?>> outputs(RunningPlan run, String step) {
    return run.world().facts.stream()
        .filter(Fact.OutputCommitted.class::isInstance)
        .map(Fact.OutputCommitted.class::cast)
        .filter(fact -> fact.step().equals(step))
        .map(fact -> (Map<?, ?>) Objects.requireNonNull(fact.output().value()))
        .toList();
  }

  private static StepState state(RunningPlan run, String step) {
    return run.workflow().status().steps().get(step);
  }

  @Test
  void waitsForAWhile() {
    WaitStep wait = new WaitStep("w", unlimited(), Duration.ofDays(3), null, null);
    RunningPlan run = SERVER.run(plan(wait, agent("z", "w")));
    Instant before = SERVER.now();

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(Instant.parse(String.valueOf(output(run, "w").get("at"))))
        .isAfterOrEqualTo(before.plus(Duration.ofDays(3)).minusSeconds(5));
    assertThat(run.world().calls).containsExactly("z#1@first");
  }

  @Test
  void waitsUntilATime() {
    Instant end = SERVER.now().plus(Duration.ofDays(1));
    RunningPlan run = SERVER.run(plan(new WaitStep("w", unlimited(), null, end.toString(), null)));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(Instant.parse(String.valueOf(output(run, "w").get("at")))).isAfterOrEqualTo(end);
  }

  @Test
  void doesNotWaitForATimeThatIsOver() {
    RunningPlan run =
        SERVER.run(plan(new WaitStep("w", unlimited(), null, "2001-01-01T00:00:00Z", null)));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
  }

  @Test
  void takesTheSignalsPayloadAsOutput() {
    RunningPlan run = SERVER.run(plan(signalled("w", "paid"), agent("z", "w")));
    run.environment().sleep(Duration.ofHours(1));
    assertThat(state(run, "w")).isEqualTo(StepState.WAITING);
    signal(run, "other", "x", "s0");
    signal(run, "paid", Map.of("sum", 12L), "s1");

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(payload(run, "w")).isEqualTo(Map.of("sum", 12L));
    assertThat(run.world().calls).containsExactly("z#1@first");
  }

  @Test
  void keepsSignalsThatAreEarlyInTheirOrder() {
    RunningPlan run =
        SERVER.run(
            plan(
                new WaitStep("before", unlimited(), Duration.ofHours(1), null, null),
                signalled("v", "paid", "before"),
                signalled("w", "paid", "v")));
    signal(run, "paid", "first", "s1");
    signal(run, "paid", null, "s2");

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(payload(run, "v")).isEqualTo("first");
    assertThat(payload(run, "w")).isNull();
  }

  @Test
  void endsOneOfTwoWaitersWithEachSignal() {
    RunningPlan run = SERVER.run(plan(signalled("v", "paid"), signalled("w", "paid")));
    run.environment().sleep(Duration.ofMinutes(1));
    signal(run, "paid", "first", "s1");
    run.environment().sleep(Duration.ofMinutes(1));
    assertThat(List.of(state(run, "v"), state(run, "w")))
        .containsExactlyInAnyOrder(StepState.COMPLETED, StepState.WAITING);
    signal(run, "paid", "second", "s2");

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(List.of(payload(run, "v"), payload(run, "w")))
        .containsExactlyInAnyOrder("first", "second");
  }

  @Test
  void givesEachItemASignalOfItsOwn() {
    RunningPlan run = SERVER.given(plan(map("m", 3, signalled("each", "paid"))));
    run.world().answers.put("m", List.of("a", "b", "c"));
    run.start();
    for (int i = 0; i < 3; i++) {
      run.environment().sleep(Duration.ofMinutes(1));
      signal(run, "paid", i, "s" + i);
    }

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(outputs(run, "each").stream().<Object>map(made -> made.get("payload")))
        .containsExactly(0L, 1L, 2L);
  }

  @Test
  void countsASignalThatIsDeliveredTwiceOnce() {
    RunningPlan run = SERVER.run(plan(signalled("v", "paid"), signalled("w", "paid", "v")));
    signal(run, "paid", "first", "s1");
    signal(run, "paid", "first", "s1");
    run.environment().sleep(Duration.ofHours(1));
    assertThat(state(run, "v")).isEqualTo(StepState.COMPLETED);
    assertThat(state(run, "w")).isEqualTo(StepState.WAITING);
    signal(run, "paid", "second", "s2");

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(payload(run, "w")).isEqualTo("second");
  }

  @Test
  void failsAtItsTimeout() {
    StepOptions hour = limited(Duration.ofHours(1), OnFailure.FAIL);
    RunningPlan run = SERVER.run(plan(new WaitStep("w", hour, null, null, "paid")));

    assertThat(run.end()).isEqualTo(new PlanEnd(PlanStatus.FAILED, "STEP_FAILED", "w"));
    assertThat(run.moves()).contains("w FAILED TIMEOUT");
  }

  @Test
  void doesNotStopForAPause() {
    RunningPlan run =
        SERVER.run(
            plan(
                signalled("v", "paid"),
                new WaitStep("w", unlimited(), Duration.ofHours(1), null, null),
                agent("z", "v", "w")));
    run.environment().sleep(Duration.ofMinutes(1));
    run.workflow().steer(new Steer(true));
    signal(run, "paid", "while paused", "s1");
    run.environment().sleep(Duration.ofHours(2));

    assertThat(state(run, "v")).isEqualTo(StepState.COMPLETED);
    assertThat(state(run, "w")).isEqualTo(StepState.COMPLETED);
    assertThat(run.world().calls).isEmpty();
    run.workflow().steer(new Steer(false));

    assertThat(run.end().status()).isEqualTo(PlanStatus.COMPLETED);
    assertThat(payload(run, "v")).isEqualTo("while paused");
  }
}
