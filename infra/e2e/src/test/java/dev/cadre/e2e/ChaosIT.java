package dev.cadre.e2e;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bar of durable execution: fifty plans of every shape run while API, worker, Temporal and
 * PostgreSQL are killed at random moments. All complete, and every invariant holds.
 */
@Timeout(420)
@ExtendWith(OnStack.class)
class ChaosIT {

  private static final int PLANS = Integer.getInteger("cadre.soak.plans", 50);
  private static final int SEEDS = 20;
  private static final int KILLS = 6;

  private final Stack stack;

  ChaosIT(Stack stack) {
    this.stack = stack;
  }

  /** One seed, or twenty with --soak. */
  static LongStream seeds() {
    long seed = Soak.seed();
    return LongStream.range(seed, seed + (Soak.on() ? SEEDS : 1));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void everyPlanCompletesWhateverDies(long seed) {
    Random random = new Random(seed);
    Killing killing = new Killing(stack, new Random(random.nextLong()));
    Instant begun = Instant.now();
    try (PlanLoad load = PlanLoad.on(stack, random)) {
      killing.start(KILLS);
      load.submit(PLANS);
      killing.finish();
      Instant healed = Instant.now();
      load.await();
      System.out.printf(
          "seed %d: %d plans, killed %s, %d decisions, done %d s after the last kill, %d s in all%n",
          seed,
          PLANS,
          killing.killed(),
          load.decisions(),
          secondsSince(healed),
          secondsSince(begun));
      load.mustHaveCompleted(killing.at());
    }
  }

  private static long secondsSince(Instant then) {
    return Duration.between(then, Instant.now()).toSeconds();
  }
}
