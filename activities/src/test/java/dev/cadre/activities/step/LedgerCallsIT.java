package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.step.LedgerCalls.Outcome;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.Json;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.PostgresAttempts;
import dev.cadre.stores.step.Settled;
import dev.cadre.stores.tool.ModelTurn;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Mono;

/** One attempt over a real PostgreSQL that answers late, and with answers that nobody can keep. */
@Timeout(60)
class LedgerCallsIT {

  private static final Bill BILL = new Bill("m", 200, 10L, 20L, 0L, new BigDecimal("0.02"));
  private static final Object NO_JSON = Json.MAPPER.readValue("{\"x\": 1e999}", Object.class);

  private final TestPlans plans = TestPlans.ONE;
  private final Attempts attempts =
      new PostgresAttempts(
          plans.postgres, plans.keys, CooldownSettings.DEFAULT, Clock.systemUTC(), plans.recent);
  private final PlanId plan = plans.open("1", AttemptFixture.agent("draft", "Hello"));
  private final AtomicInteger calls = new AtomicInteger();

  @Test
  void callsAModelOnceThatHasBegunWithoutAnAnswer() {
    run(
        new Late(attempts),
        attempt(Attempt.Kind.MODEL),
        () -> new Outcome.Success(BILL, "a", null));

    assertThat(calls).hasValue(1);
    assertThat(row()).isEqualTo("SETTLED 1 0.020000000");
    assertThat(plans.read("select settled from plan_budget where plan_id = ?", plan.value()))
        .isEqualTo("0.020000000");
  }

  @Test
  void callsAToolWithEffectsThatHasBegunWithoutAnAnswer() {
    run(
        new Late(attempts),
        attempt(Attempt.Kind.TOOL),
        () -> new Outcome.Success(Bill.NOTHING, "sent", null));

    assertThat(calls).hasValue(1);
    assertThat(row()).isEqualTo("SETTLED 1 0.000000000");
  }

  @Test
  void failsAModelWhoseAnswerCannotBeKept() {
    ApplicationFailure failure =
        failure(attempt(Attempt.Kind.MODEL), new Outcome.Success(BILL, NO_JSON, null));

    assertThat(failure.getType()).isEqualTo("MALFORMED");
    assertThat(row()).isEqualTo("SETTLED 1 0.020000000");
  }

  @Test
  void failsAToolWhoseAnswerCannotBeKept() {
    ApplicationFailure failure =
        failure(attempt(Attempt.Kind.TOOL), new Outcome.Success(Bill.NOTHING, NO_JSON, null));

    assertThat(failure.getType()).isEqualTo("TOOL_FAILED");
    assertThat(failure.getDetails().get(AttemptFailure.class).called()).isTrue();
  }

  private ApplicationFailure failure(Attempt attempt, Outcome outcome) {
    return catchThrowableOfType(
        ApplicationFailure.class, () -> run(attempts, attempt, () -> outcome));
  }

  private AttemptResult run(Attempts ledger, Attempt attempt, Supplier<Outcome> call) {
    return new LedgerCalls(ledger, new AttemptMeters(new SimpleMeterRegistry()))
        .run(
            attempt,
            new Flight(null),
            Duration.ofSeconds(10),
            () -> {
              calls.incrementAndGet();
              return call.get();
            });
  }

  private Attempt attempt(Attempt.Kind kind) {
    boolean model = kind == Attempt.Kind.MODEL;
    return new Attempt(
        TestPlans.TENANT,
        new AttemptKey(plan, "draft", 1, 0, 1),
        null,
        kind,
        "p",
        model ? "m" : null,
        new BigDecimal(model ? "0.10" : "0"),
        false,
        false,
        model,
        Duration.ofSeconds(10));
  }

  private String row() {
    return plans.read(
        "select concat_ws(' ', state, physical_calls, cost_usd) from attempt where plan_id = ?",
        plan.value());
  }

  /** Does it, and then says that it did not, the first time. */
  private record Late(Attempts attempts) implements Attempts {

    @Override
    public Mono<Begun> begin(Attempt attempt) {
      Mono<Begun> begun = attempts.begin(attempt);
      AtomicInteger tries = new AtomicInteger();
      return begun.flatMap(done ->
          tries.getAndIncrement() == 0
              ? Mono.error(new IllegalStateException("the connection broke"))
              : Mono.just(done));
    }

    @Override
    public Mono<Settled> succeed(
        Attempt attempt, int call, Bill bill, @Nullable Object value, @Nullable String picked) {
      return attempts.succeed(attempt, call, bill, value, picked);
    }

    @Override
    public Mono<Settled> turn(Attempt attempt, int call, Bill bill, ModelTurn turn) {
      return attempts.turn(attempt, call, bill, turn);
    }

    @Override
    public Mono<Settled> answer(Attempt attempt, int call, ToolAnswer answer) {
      return attempts.answer(attempt, call, answer);
    }

    @Override
    public Mono<Settled> fail(Attempt attempt, int call, Bill bill, AttemptFailure failure) {
      return attempts.fail(attempt, call, bill, failure);
    }
  }
}
