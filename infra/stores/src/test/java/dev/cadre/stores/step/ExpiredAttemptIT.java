package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A workflow that gives an attempt up, and a worker that comes late with its answer. */
@ParameterizedClass
@EnumSource(Course.class)
class ExpiredAttemptIT {

  private final TestStore store = TestStore.open();
  private final StoredRows rows = new StoredRows(store);
  private final Attempts attempts;
  private final PlanBookStore book =
      new PlanBookStore(store.postgres(), store.keys(), Clock.systemUTC());

  ExpiredAttemptIT(Course course) {
    attempts = course.attempts(store, new CooldownSettings(false), Clock.systemUTC());
  }

  @Test
  void dropsTheLateResultAndCorrectsWhatItCost() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();

    assertThat(expire(attempt)).isEmpty();
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.100000000");
    Settled late = attempts.succeed(attempt, 1, bill("0.02"), "late", null).block();

    assertThat(late)
        .isInstanceOfSatisfying(
            Settled.Failure.class,
            failure -> assertThat(failure.failure().category()).isEqualTo(FailureCategory.TIMEOUT));
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.020000000");
    assertThat(row(attempt)).isEqualTo("SETTLED TIMEOUT true 0.020000000 20");
    assertThat(store.read("select count(*) from step_result where plan_id = ?", plan.value()))
        .isEqualTo("0");
  }

  @Test
  void correctsOnlyOnceHoweverOftenTheCommitIsRepeated() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();
    expire(attempt);

    attempts.succeed(attempt, 1, bill("0.02"), "late", null).block();
    attempts.succeed(attempt, 1, bill("0.02"), "late", null).block();
    expire(attempt);

    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.020000000");
  }

  @Test
  void correctsWhatALateFailureCost() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();
    expire(attempt);

    Settled late = attempts.fail(attempt, 1, Bill.NOTHING, unbilled()).block();
    attempts.fail(attempt, 1, Bill.NOTHING, unbilled()).block();

    assertThat(late)
        .isInstanceOfSatisfying(
            Settled.Failure.class,
            failure -> assertThat(failure.failure().category()).isEqualTo(FailureCategory.TIMEOUT));
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.000000000");
    assertThat(row(attempt)).isEqualTo("SETTLED TIMEOUT false 0.000000000 null");
  }

  /** Its commit is repeated where the store gave no answer. */
  @Test
  void correctsNoTimeoutOfTheCallItself() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();

    attempts.fail(attempt, 1, bill("0.03"), timeout()).block();
    attempts.fail(attempt, 1, bill("0.03"), timeout()).block();

    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.030000000");
  }

  private static AttemptFailure unbilled() {
    return failure(FailureCategory.UPSTREAM, 500);
  }

  private static AttemptFailure timeout() {
    return failure(FailureCategory.TIMEOUT, null);
  }

  private static AttemptFailure failure(FailureCategory category, @Nullable Integer status) {
    return new AttemptFailure(
        category, true, status, null, null, null, false, Duration.ofMillis(7), "It failed.");
  }

  @Test
  void givesTheResultThatWasCommittedBefore() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();
    var settled =
        (Settled.Success) attempts.succeed(attempt, 1, bill("0.02"), "in time", null).block();

    assertThat(expire(attempt)).contains(settled.result());
    assertThat(row(attempt)).isEqualTo("SETTLED null false 0.020000000 20");
  }

  @Test
  void leavesNothingReservedWhenTheWorkerNeverComesBack() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);
    attempts.begin(attempt).block();
    attempts.begin(attempt).block();

    expire(attempt);

    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.200000000");
    assertThat(attempts.succeed(attempt, 1, bill("0.02"), "zombie", null).block())
        .isInstanceOf(Settled.Superseded.class);
    assertThat(rows.budget(plan)).isEqualTo("0.000000000/0.200000000");
  }

  @Test
  void letsNobodyBeginWhatHasExpired() {
    PlanId plan = store.plan("1", "draft");
    Attempt attempt = attempt(plan);

    expire(attempt);

    assertThat(attempts.begin(attempt).block()).isInstanceOf(Begun.Failed.class);
    assertThat(row(attempt)).isEqualTo("SETTLED TIMEOUT false 0.000000000 null");
  }

  private Optional<AttemptResult> expire(Attempt attempt) {
    return book.expire(
            new ExpireAttempt(
                TestStore.TENANT, attempt.key(), attempt.provider(), attempt.model(), false))
        .block();
  }

  private static Attempt attempt(PlanId plan) {
    return ModelAttempts.of(new AttemptKey(plan, "draft", 1, 0, 1), "p", "0.10");
  }

  private static Bill bill(String cost) {
    return new Bill("m", 200, 10L, 20L, 0L, new BigDecimal(cost));
  }

  private String row(Attempt attempt) {
    return store.read(
        """
        select concat_ws(' ', state, coalesce(category, 'null'), case when discarded then 'true' else 'false' end,
                         cost_usd, coalesce(output_tokens::text, 'null'))
        from attempt where key = ?\
        """,
        attempt.key().toString());
  }
}
