package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import dev.cadre.testkit.invariant.EngineReader;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * F-03: a worker stands still (SIGSTOP) in the middle of a call for longer than the call may take,
 * and goes on as if nothing had been. What it brings then is too late.
 */
@Timeout(180)
@ExtendWith(OnFailingStack.class)
class FrozenWorkerIT {

  private static final String MODEL = "claude-haiku-4-5";

  /** A hundred tokens out at 5 USD a million. */
  private static final BigDecimal WORST = new BigDecimal("0.0005");

  private final Stack stack;
  private final String mark = "mark " + UUID.randomUUID();
  private Frozen frozen;
  private Instant stopped = Instant.MAX;

  FrozenWorkerIT(Stack stack) {
    this.stack = stack;
  }

  /**
   * Another worker has done the attempt meanwhile, under the same key. A frozen worker's polls
   * swallow tasks until they time out, so this takes its time.
   */
  @Test
  @EnabledIfSystemProperty(named = "cadre.soak", matches = "true")
  void losesToTheWorkerThatTookOver() {
    try (ExtraWorker _ = ExtraWorker.start(stack)) {
      stack
          .providers()
          .script(
              Match.model(MODEL),
              Fault.answer("late").withDelay(Duration.ofSeconds(3)),
              Fault.answer("early"));
      PlanRun plan = submit("timeout: PT1M");
      awaitCalls(1);
      freeze(plan);
      plan.await("COMPLETED");
      thaw();

      settled(plan);
      assertThat(plan.result()).isEqualTo(Map.of("both", "early"));
      assertThat(plan.attempt("write").path("calls").asInt(0)).isEqualTo(2);
      assertThat(new BigDecimal(plan.read().path("cost").path("amount").asString("")))
          .as("both calls are paid, the lost one at its worst case")
          .isGreaterThan(WORST);
    }
  }

  /** The step's time is over, and the plan has gone on and ended without it. */
  @Test
  void isTooLateForAPlanThatWentOn() {
    try (ExtraWorker _ = ExtraWorker.start(stack)) {
      PlanRun plan = lateAnswer();
      plan.await("COMPLETED");
      thaw();

      Await.until(
          "the late answer is accounted for",
          Duration.ofSeconds(30),
          () -> plan.attempt("write").path("state").asString("").equals("SETTLED"));
      wasTooLate(plan);
      assertThat(plan.attempt("write").path("discarded").asBoolean(false)).isTrue();
      assertThat(plan.step("write").path("result").isObject()).isFalse();
    }
  }

  /**
   * The step's time is over, and nobody has noticed, for there is no other worker: what is
   * committed then counts, and the plan knows it.
   */
  @Test
  void agreesWithItselfThoughNobodyHasNoticed() {
    PlanRun plan = lateAnswer();
    Await.pause(Duration.ofSeconds(6));
    thaw();

    plan.await("COMPLETED");

    boolean counted = plan.state("write").equals("COMPLETED");
    assertThat(plan.result()).isEqualTo(Map.of("both", counted ? "late" : ""));
    settled(plan);
    paid(plan);
  }

  /** A plan whose answer has come, when its worker stops for longer than the step may take. */
  private PlanRun lateAnswer() {
    stack.providers().script(Match.model(MODEL), Fault.answer("late").withUsage(100, 10, 0));
    ArmedPoint point = ArmedPoint.freeze(stack, "ANSWERED", "write");
    PlanRun plan = submit("timeout: PT4S, attemptTimeout: PT4S, onFailure: continue");
    stopped = point.await();
    frozen = new Frozen(holder(plan));
    return plan;
  }

  private void wasTooLate(PlanRun plan) {
    assertThat(plan.state("write")).isEqualTo("FAILED");
    assertThat(plan.step("write").path("reason").asString("")).isEqualTo("TIMEOUT");
    settled(plan);
    paid(plan);
  }

  private static void paid(PlanRun plan) {
    assertThat(new BigDecimal(plan.read().path("cost").path("amount").asString("")))
        .as("what the answer cost")
        .isEqualByComparingTo("0.00015");
  }

  private void settled(PlanRun plan) {
    Await.pause(Duration.ofSeconds(2));
    Inspection.of(stack).plans(plan).crashes(stopped).mustHold(1);
  }

  private PlanRun submit(String options) {
    return stack
        .requester()
        .submit(
            """
            name: frozen
            budget: { limit: "5.00", currency: USD, onLimit: fail }
            steps:
              - { id: write, kind: agent, agent: copywriter, prompt: "%s", maxTokens: 100, route: [anthropic/%s], %s }
              - { id: both, kind: aggregate, strategy: concat, dependsOn: [write] }
            """
                .formatted(mark, MODEL, options));
  }

  private void awaitCalls(int count) {
    Await.until(
        count + " calls",
        Duration.ofSeconds(60),
        () ->
            stack.providers().ledger().stream().filter(call -> call.body().contains(mark)).count()
                == count);
  }

  /** Stops whichever worker has the call. */
  private void freeze(PlanRun plan) {
    frozen = new Frozen(holder(plan));
    stopped = Instant.now();
  }

  private long holder(PlanRun plan) {
    try (EngineReader engine = new EngineReader(stack.temporal())) {
      String holder = engine.holder(plan.workflow());
      return Long.parseLong(holder.substring(0, holder.indexOf('@')));
    }
  }

  private void thaw() {
    frozen.close();
  }

  @AfterEach
  void goesOnInAnyCase() {
    if (frozen != null) {
      thaw();
    }
  }
}
