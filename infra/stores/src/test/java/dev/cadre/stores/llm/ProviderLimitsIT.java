package dev.cadre.stores.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.audit.By;
import dev.cadre.stores.runtime.TestStore;
import dev.cadre.stores.step.Attempt;
import dev.cadre.stores.step.Begun;
import dev.cadre.stores.step.Bill;
import dev.cadre.stores.step.PostgresAttempts;
import dev.cadre.stores.step.RecentValues;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** What the installation spends at a provider stays within the month's limit. */
class ProviderLimitsIT {

  private final TestStore store = TestStore.open();
  private final ProviderLimits limits = new ProviderLimits(store.postgres(), Clock.systemUTC());
  private final PostgresAttempts attempts =
      new PostgresAttempts(
          store.postgres(),
          store.keys(),
          CooldownSettings.DEFAULT,
          Clock.systemUTC(),
          new RecentValues());
  private final String provider = "p" + UUID.randomUUID();

  private void limit(@Nullable String usd) {
    limits
        .set(TestStore.TENANT, By.SYSTEM, provider, usd == null ? null : new BigDecimal(usd))
        .block();
  }

  private ProviderLimits.Spending spending() {
    return limits.all().block().getOrDefault(provider, ProviderLimits.Spending.NONE);
  }

  private Attempt attempt(PlanId plan, String step, @Nullable UUID own) {
    return new Attempt(
        TestStore.TENANT,
        new AttemptKey(plan, step, 1, 0, 1),
        null,
        Attempt.Kind.MODEL,
        provider,
        "m",
        new BigDecimal("0.10"),
        false,
        false,
        true,
        Duration.ofSeconds(10),
        own,
        null);
  }

  private static Bill bill(String cost) {
    return new Bill("m", 200, 10L, 20L, 0L, new BigDecimal(cost));
  }

  private static @Nullable FailureCategory category(Begun begun) {
    return begun instanceof Begun.Failed failed ? failed.failure().category() : null;
  }

  @Test
  void letsNoMoreBeReservedThanTheLimitHoweverManyBeginAtOnce() {
    limit("1.00");
    List<PlanId> plans = Stream.generate(() -> store.plan("5", "draft")).limit(30).toList();
    List<Begun> begun =
        Flux.fromIterable(plans)
            .flatMap(plan -> attempts.begin(attempt(plan, "draft", null)), 16)
            .collectList()
            .block();
    assertThat(begun.stream().filter(Begun.Call.class::isInstance)).hasSize(10);
    assertThat(begun.stream().map(ProviderLimitsIT::category))
        .filteredOn(FailureCategory.PROVIDER_QUOTA::equals)
        .hasSize(20);
    assertThat(spending().reserved()).isEqualByComparingTo("1.00");
    // Nothing stays reserved in a plan whose call was not made.
    assertThat(
            store.read(
                "select count(*) from plan_budget where reserved > 0 and plan_id in (select plan_id"
                    + " from attempt where provider = ? and physical_calls = 0)",
                provider))
        .isEqualTo("0");
  }

  @Test
  void turnsReservationsIntoWhatWasSpentAndLetsTheRestBeSpent() {
    limit("0.25");
    PlanId plan = store.plan("5", "a", "b", "c", "d");
    attempts.begin(attempt(plan, "a", null)).block();
    attempts.succeed(attempt(plan, "a", null), 1, bill("0.03"), "x", null).block();
    attempts.begin(attempt(plan, "b", null)).block();
    attempts
        .fail(
            attempt(plan, "b", null),
            1,
            bill("0"),
            new AttemptFailure(
                FailureCategory.QUALITY, true, 200, null, null, null, false, Duration.ZERO, "No."))
        .block();
    assertThat(spending().spent()).isEqualByComparingTo("0.03");
    assertThat(spending().reserved()).isEqualByComparingTo("0");
    assertThat(attempts.begin(attempt(plan, "c", null)).block()).isInstanceOf(Begun.Call.class);
    assertThat(attempts.begin(attempt(plan, "d", null)).block()).isInstanceOf(Begun.Call.class);
    PlanId other = store.plan(null, "e");
    assertThat(category(attempts.begin(attempt(other, "e", null)).block()))
        .isEqualTo(FailureCategory.PROVIDER_QUOTA);
  }

  @Test
  void countsALostCallAtItsWorst() {
    limit("0.25");
    PlanId plan = store.plan("5", "a");
    attempts.begin(attempt(plan, "a", null)).block();
    assertThat(attempts.begin(attempt(plan, "a", null)).block()).isEqualTo(new Begun.Call(2));
    assertThat(spending().spent()).isEqualByComparingTo("0.10");
    assertThat(spending().reserved()).isEqualByComparingTo("0.10");
    attempts.succeed(attempt(plan, "a", null), 2, bill("0.01"), "x", null).block();
    assertThat(spending().spent()).isEqualByComparingTo("0.11");
    assertThat(spending().reserved()).isEqualByComparingTo("0");
  }

  @Test
  void countsWhatTheMonthHasCostBeforeThereWasALimitAndWhatRuns() {
    PlanId plan = store.plan("5", "a", "b", "c");
    attempts.begin(attempt(plan, "a", null)).block();
    attempts.succeed(attempt(plan, "a", null), 1, bill("0.04"), "x", null).block();
    attempts.begin(attempt(plan, "b", null)).block();
    assertThat(spending().spent()).isEqualByComparingTo("0.04");
    limit("0.20");
    assertThat(spending().spent()).isEqualByComparingTo("0.04");
    assertThat(spending().reserved()).isEqualByComparingTo("0.10");
    assertThat(category(attempts.begin(attempt(plan, "c", null)).block()))
        .isEqualTo(FailureCategory.PROVIDER_QUOTA);
    attempts.succeed(attempt(plan, "b", null), 1, bill("0.02"), "x", null).block();
    assertThat(spending().spent()).isEqualByComparingTo("0.06");
    assertThat(spending().reserved()).isEqualByComparingTo("0");
  }

  @Test
  void countsWhatWasLostBeforeThereWasALimit() {
    PlanId plan = store.plan("5", "a");
    attempts.begin(attempt(plan, "a", null)).block();
    attempts.begin(attempt(plan, "a", null)).block();
    limit("1");
    assertThat(spending().spent()).isEqualByComparingTo("0.10");
    assertThat(spending().reserved()).isEqualByComparingTo("0.10");
    attempts.succeed(attempt(plan, "a", null), 2, bill("0.01"), "x", null).block();
    assertThat(spending().spent()).isEqualByComparingTo("0.11");
  }

  @Test
  void countsNoneOfATenantsOwnKey() {
    limit("0.01");
    PlanId plan = store.plan("5", "a", "b");
    UUID own = UUID.randomUUID();
    assertThat(attempts.begin(attempt(plan, "a", own)).block()).isInstanceOf(Begun.Call.class);
    attempts.succeed(attempt(plan, "a", own), 1, bill("0.10"), "x", null).block();
    assertThat(spending().spent()).isEqualByComparingTo("0");
    limit(null);
    assertThat(spending().spent()).isEqualByComparingTo("0");
    assertThat(attempts.begin(attempt(plan, "b", null)).block()).isInstanceOf(Begun.Call.class);
  }

  /** Limits are set while calls begin and end: none of them is counted twice or not at all. */
  @Test
  void losesNothingWhenALimitIsSetWhileCallsRun() {
    List<PlanId> plans = IntStream.range(0, 60).mapToObj(_ -> store.plan("5", "draft")).toList();
    Flux<Object> calls =
        Flux.fromIterable(plans)
            .flatMap(
                plan -> {
                  Attempt attempt = attempt(plan, "draft", null);
                  return attempts
                      .begin(attempt)
                      .flatMap(_ -> attempts.succeed(attempt, 1, bill("0.05"), "x", null));
                },
                8);
    Flux<Object> setting =
        Flux.interval(Duration.ofMillis(20))
            .take(1)
            .concatMap(_ ->
                limits
                    .set(TestStore.TENANT, By.SYSTEM, provider, new BigDecimal("100"))
                    .cast(Object.class));
    Flux.merge(calls, setting).blockLast(Duration.ofSeconds(60));
    assertThat(spending().limit()).isEqualByComparingTo("100");
    assertThat(spending().spent()).isEqualByComparingTo("3.00");
    assertThat(spending().reserved()).isEqualByComparingTo("0");
  }
}
