package dev.cadre.stores.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A target that has rested: one call goes through and decides, and holds up nobody after it. */
@ParameterizedClass
@EnumSource(Course.class)
@Timeout(60)
class HalfOpenIT {

  private final TestStore store = TestStore.open();
  private final Attempts attempts;
  private final String provider = "p" + UUID.randomUUID();

  HalfOpenIT(Course course) {
    attempts = course.attempts(store, CooldownSettings.DEFAULT, Clock.systemUTC());
  }

  @Test
  void letsTheNextTryWhenTheFirstOneEndsWithoutARest() throws SQLException {
    PlanId plan = store.plan("1", "one", "two");
    rested();
    Attempt first = attempt(plan, "one");
    assertThat(attempts.begin(first).block()).isInstanceOf(Begun.Call.class);
    assertThat(category(attempts.begin(attempt(plan, "two")).block()))
        .isEqualTo(FailureCategory.COOLING);

    fail(first, FailureCategory.CONTENT_POLICY);
    assertThat(attempts.begin(attempt(plan, "two", 2)).block()).isInstanceOf(Begun.Call.class);
  }

  @Test
  void letsTheNextTryWhenTheFirstOneWasNotCalled() throws SQLException {
    PlanId poor = store.plan("0.01", "one");
    PlanId plan = store.plan("1", "one");
    rested();
    assertThat(category(attempts.begin(attempt(poor, "one")).block()))
        .isEqualTo(FailureCategory.BUDGET);

    assertThat(attempts.begin(attempt(plan, "one")).block()).isInstanceOf(Begun.Call.class);
  }

  /** Both are of one plan, and so of one budget. */
  @Test
  void waitsForNoCallThatWaitsForIt() throws Exception {
    PlanId plan = store.plan("1", "one", "two");
    Attempt fails = attempt(plan, "one");
    attempts.begin(fails).block();
    rested();
    bothGoOn("provider/" + provider, attempt(plan, "two"), fails, FailureCategory.OVERLOADED);
  }

  /** The one takes what the other has not seen yet. */
  @Test
  void takesTheRestsInOneOrder() throws Exception {
    Attempt fails = attempt(store.plan("1", "one"), "one");
    attempts.begin(fails).block();
    rested("provider/" + provider, "now() - interval '1 hour'");
    rested("key-model/" + provider + "/m", "now()");
    bothGoOn(
        "key-model/" + provider + "/m",
        attempt(store.plan("1", "one"), "one"),
        fails,
        FailureCategory.RATE_LIMIT);
  }

  /** One begins and then another fails, both before a rest can be taken that somebody holds. */
  private void bothGoOn(String held, Attempt begins, Attempt fails, FailureCategory category)
      throws Exception {
    try (Connection before = store.asSuperuser();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      before.setAutoCommit(false);
      before
          .createStatement()
          .execute("select from cooldown where scope = '%s' for update".formatted(held));
      Future<?> begun = waiting(1, () -> attempts.begin(begins).block(), threads::submit);
      Future<?> failed = waiting(2, () -> fail(fails, category), threads::submit);
      before.commit();
      assertThat(begun.get()).isInstanceOf(Begun.Call.class);
      assertThat(failed.get()).isInstanceOf(Settled.Failure.class);
    }
  }

  private interface Start {
    Future<?> start(Callable<?> work);
  }

  /** Starts it, and goes on when so many wait for locks of the rests. */
  private Future<?> waiting(int many, Callable<?> work, Start threads) throws Exception {
    Future<?> future = threads.start(work);
    while (!future.isDone()
        && Integer.parseInt(
                store.read(
                    "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and query like '%' || ? || '%'",
                    "cooldown"))
            < many) {
      Thread.sleep(10);
    }
    return future;
  }

  /** A rest that is over. */
  private void rested() throws SQLException {
    rested("provider/" + provider, "now()");
  }

  private void rested(String scope, String since) throws SQLException {
    try (Connection connection = store.asSuperuser()) {
      connection
          .createStatement()
          .execute(
              """
              insert into cooldown (scope, category, until, probing_until, created_at)
              values ('%s', 'OVERLOADED', now() - interval '2 seconds', now() - interval '1 second', %s)\
              """
                  .formatted(scope, since));
    }
  }

  private @Nullable Settled fail(Attempt attempt, FailureCategory category) {
    return attempts
        .fail(
            attempt,
            1,
            Bill.NOTHING,
            new AttemptFailure(
                category, true, 400, null, null, null, false, Duration.ofMillis(7), "It failed."))
        .block();
  }

  private Attempt attempt(PlanId plan, String step) {
    return attempt(plan, step, 1);
  }

  private Attempt attempt(PlanId plan, String step, int number) {
    return ModelAttempts.of(new AttemptKey(plan, step, 1, 0, number), provider, "0.06");
  }

  private static @Nullable FailureCategory category(@Nullable Begun begun) {
    return begun instanceof Begun.Failed failed ? failed.failure().category() : null;
  }
}
