package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

@ParameterizedClass
@EnumSource(Course.class)
class PostgresAttemptsIT {

  private final TestStore store = TestStore.open();
  private final Attempts attempts;
  private final StoredRows rows = new StoredRows(store);
  private final String provider = "p" + UUID.randomUUID();

  PostgresAttemptsIT(Course course) {
    attempts = course.attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC());
  }

  @Test
  void neverReservesMoreThanTheBudgetHoweverManyBeginAtOnce() {
    String[] steps = IntStream.range(0, 20).mapToObj(i -> "s" + i).toArray(String[]::new);
    PlanId plan = store.plan("0.50", steps);
    List<Begun> begun =
        Flux.fromArray(steps)
            .flatMap(step -> attempts.begin(attempt(plan, step, 0, "0.06", true)), 20)
            .collectList()
            .block();
    assertThat(begun).filteredOn(Begun.Call.class::isInstance).hasSize(8);
    assertThat(begun)
        .filteredOn(Begun.Failed.class::isInstance)
        .hasSize(12)
        .allSatisfy(b -> assertThat(category(b)).isEqualTo(FailureCategory.BUDGET));
    assertThat(rows.budget(plan)).isEqualTo("0.480000000/0.000000000");
  }

  @Test
  void settlesWhatWasSpentAndFreesTheRest() {
    PlanId plan = store.plan("0.50", "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0.06", true);
    assertThat(attempts.begin(attempt).block()).isEqualTo(new Begun.Call(1));
    assertThat(attempts.succeed(attempt, 1, bill("0.01"), "Hello", null).block())
        .isInstanceOf(Settled.Success.class);
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.010000000");
    assertThat(rows.state(plan, "draft")).isEqualTo("COMPLETED");
    assertThat(rows.events(plan))
        .isEqualTo("plan.submitted step.started attempt.started attempt.completed step.completed");
  }

  @Test
  void reproducesASettledResultWithoutACall() {
    PlanId plan = store.plan(null, "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0", true);
    attempts.begin(attempt).block();
    Settled first = attempts.succeed(attempt, 1, bill("0"), Map.of("a", 1L), null).block();
    Settled again = attempts.succeed(attempt, 1, bill("0"), Map.of("a", 1L), null).block();
    assertThat(again).isEqualTo(first);
    assertThat(attempts.begin(attempt).block())
        .isEqualTo(new Begun.Done(((Settled.Success) first).result()));
  }

  @Test
  void reproducesASettledFailureWhole() {
    PlanId plan = store.plan(null, "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0", true);
    attempts.begin(attempt).block();
    AttemptFailure failure = failure(FailureCategory.QUALITY);
    attempts.fail(attempt, 1, bill("0"), failure).block();
    assertThat(attempts.begin(attempt).block()).isEqualTo(new Begun.Failed(failure, true));
  }

  @Test
  void callsAgainAfterALostWorkerAndChargesTheLostCallAtItsWorst() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0.10", true);
    attempts.begin(attempt).block();
    assertThat(attempts.begin(attempt).block()).isEqualTo(new Begun.Call(2));
    assertThat(rows.budget(plan)).isEqualTo("0.100000000/0.100000000");
    assertThat(attempts.succeed(attempt, 1, bill("0.01"), "late", null).block())
        .isInstanceOf(Settled.Superseded.class);
    attempts.succeed(attempt, 2, bill("0.02"), "there", null).block();
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.120000000");
    assertThat(store.read("select cost_usd from attempt where key = ?", attempt.key().toString()))
        .isEqualTo("0.120000000");
  }

  @Test
  void givesAnAttemptUpAfterThreeLostWorkers() {
    PlanId plan = store.plan(null, "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0", true);
    attempts.begin(attempt).block();
    attempts.begin(attempt).block();
    assertThat(attempts.begin(attempt).block()).isEqualTo(new Begun.Call(3));
    assertThat(category(attempts.begin(attempt).block())).isEqualTo(FailureCategory.WORKER_LOST);
  }

  @Test
  void neverRepeatsAToolWithEffectsWhoseWorkerWasLost() {
    PlanId plan = store.plan(null, "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0", false);
    attempts.begin(attempt).block();
    assertThat(category(attempts.begin(attempt).block()))
        .isEqualTo(FailureCategory.OUTCOME_UNKNOWN);
    assertThat(
            store.read(
                "select physical_calls from attempt where key = ?", attempt.key().toString()))
        .isEqualTo("1");
  }

  @Test
  void discardsALateLoserAndGivesItTheWinnersResult() {
    PlanId plan = store.plan("1", "draft");
    Attempt slow = attempt(plan, "draft", 0, "0.10", true);
    Attempt quick = attempt(plan, "draft", 1, "0.10", true);
    attempts.begin(slow).block();
    attempts.begin(quick).block();
    Settled winner = attempts.succeed(quick, 1, bill("0.02"), "winner", null).block();
    assertThat(attempts.succeed(slow, 1, bill("0.03"), "loser", null).block()).isEqualTo(winner);
    assertThat(store.read("select discarded from attempt where key = ?", slow.key().toString()))
        .isEqualTo("true");
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.050000000");
    assertThat(rows.events(plan).split("step.completed", -1)).hasSize(2);
  }

  @Test
  void keepsALargeValueAsABlobAndGivesItBackWhole() {
    PlanId plan = store.plan(null, "draft");
    Attempt attempt = attempt(plan, "draft", 0, "0", true);
    attempts.begin(attempt).block();
    String large = "tea ".repeat(3000);
    var settled = (Settled.Success) attempts.succeed(attempt, 1, bill("0"), large, null).block();
    assertThat(settled.result().output().inline()).isFalse();
    var blobs = new PostgresBlobs(store.postgres(), store.keys());
    var results = new PostgresResults(store.postgres(), store.keys(), blobs, new RecentValues());
    assertThat(results.values(TestStore.TENANT, plan, Map.of("draft", 1)).block())
        .containsEntry("draft", large);
    assertThat(results.value(TestStore.TENANT, plan, settled.result().output()).block())
        .contains(large);
  }

  @Test
  void letsATargetRestAfterAFailureAndGoesThroughForAProbe() {
    PlanId plan = store.plan(null, "draft");
    Attempt first = attempt(plan, "draft", 0, "0", true);
    attempts.begin(first).block();
    attempts.fail(first, 1, bill("0"), failure(FailureCategory.OVERLOADED)).block();
    Begun second = attempts.begin(attempt(plan, "draft", 1, "0", true)).block();
    assertThat(category(second)).isEqualTo(FailureCategory.COOLING);
    assertThat(((Begun.Failed) second).failure().freesAt()).isAfter(Clock.systemUTC().instant());
    Attempt probe =
        new Attempt(
            TestStore.TENANT,
            new AttemptKey(plan, "draft", 1, 2, 1),
            null,
            Attempt.Kind.MODEL,
            provider,
            "m",
            BigDecimal.ZERO,
            true,
            true,
            true,
            Duration.ofSeconds(10));
    assertThat(attempts.begin(probe).block()).isInstanceOf(Begun.Call.class);
    attempts.succeed(probe, 1, bill("0"), "hello", null).block();
    assertThat(store.read("select count(*) from cooldown where scope = ?", "provider/" + provider))
        .isEqualTo("0");
  }

  @Test
  void refusesEverythingInAClosedPlanButStillSettlesTheMoney() {
    PlanId plan = store.plan("1", "draft", "other");
    Attempt running = attempt(plan, "draft", 0, "0.10", true);
    attempts.begin(running).block();
    new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC())
        .close(
            new ClosePlan(
                TestStore.TENANT, plan, 1, PlanStatus.CANCELLED, null, null, null, Map.of()),
            null)
        .block();
    assertThat(attempts.succeed(running, 1, bill("0.04"), "late", null).block())
        .isInstanceOf(Settled.Failure.class);
    assertThat(category(attempts.begin(attempt(plan, "other", 0, "0", true)).block()))
        .isEqualTo(FailureCategory.PLAN_CLOSED);
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.040000000");
    assertThat(rows.state(plan, "draft")).isEqualTo("CANCELLED");
    assertThat(rows.events(plan)).endsWith("plan.cancelled");
  }

  private Attempt attempt(PlanId plan, String step, int target, String worst, boolean repeatable) {
    return new Attempt(
        TestStore.TENANT,
        new AttemptKey(plan, step, 1, target, 1),
        null,
        Attempt.Kind.MODEL,
        provider,
        "m",
        new BigDecimal(worst),
        target > 0,
        false,
        repeatable,
        Duration.ofSeconds(10));
  }

  private static Bill bill(String cost) {
    return new Bill("m", 200, 10L, 20L, 0L, new BigDecimal(cost));
  }

  private static AttemptFailure failure(FailureCategory category) {
    return new AttemptFailure(
        category,
        true,
        503,
        Duration.ofSeconds(20),
        null,
        null,
        false,
        Duration.ofMillis(7),
        "It failed.");
  }

  private static FailureCategory category(Begun begun) {
    return ((Begun.Failed) begun).failure().category();
  }
}
