package dev.cadre.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.testkit.fault.Fault;
import dev.cadre.testkit.fault.Match;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
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

  /** Nothing may stand still for longer. */
  private static final Duration STILL = Duration.ofSeconds(90);

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
    String mark = "chaos" + Long.toHexString(seed & 0xffffffL);
    stack
        .providers()
        .always(Match.model(Shapes.BROKEN), Fault.status(500))
        .always(Match.model(Shapes.SLOW), Fault.answer().withDelay(Duration.ofMillis(700)));
    Journal journal = new Journal(stack);
    Killing killing = new Killing(stack, new Random(random.nextLong()));
    Instant begun = Instant.now();
    try (Reviewing reviewer = Reviewing.start(stack, new Random(random.nextLong()))) {
      Thread killer = killing.start(KILLS);
      submit(journal, mark, random);
      join(killer);
      killing.check();
      Instant healed = Instant.now();
      awaitAll(journal.plans(), reviewer);
      System.out.printf(
          "seed %d: %d plans, killed %s, %d decisions, done %d s after the last kill, %d s in all%n",
          seed,
          journal.plans().size(),
          killing.killed(),
          reviewer.count(),
          Duration.between(healed, Instant.now()).toSeconds(),
          Duration.between(begun, Instant.now()).toSeconds());
    }
    journal.askAgain();

    assertThat(journal.plans()).hasSize(PLANS).allMatch(plan -> plan.status().equals("COMPLETED"));
    Inspection.of(stack)
        .requests(journal.answers())
        .crashes(killing.at())
        .canaries(mark)
        .mustHold(PLANS);
  }

  private void submit(Journal journal, String mark, Random random) {
    Shapes shapes = new Shapes(stack, random);
    for (int i = 0; i < PLANS; i++) {
      journal.submit("key-" + Long.toHexString(random.nextLong()), shapes.plan(i, mark));
      Await.pause(Duration.ofMillis(random.nextInt(300)));
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Waits for all, and fails when for a while none has gone on. */
  private static void awaitAll(List<PlanRun> plans, Reviewing reviewer) {
    List<PlanRun> running = new ArrayList<>(plans);
    Set<String> seen = new HashSet<>();
    Instant moved = Instant.now();
    while (!running.isEmpty()) {
      reviewer.check();
      for (PlanRun plan : List.copyOf(running)) {
        var read = plan.read();
        if (seen.add(plan.id() + read.path("status") + read.path("steps"))) {
          moved = Instant.now();
        }
        if (PlanRun.ENDED.contains(read.path("status").asString(""))) {
          running.remove(plan);
        }
      }
      if (Duration.between(moved, Instant.now()).compareTo(STILL) > 0) {
        PlanRun stuck = running.getFirst();
        throw new AssertionError(
            running.size() + " plans stand still: " + stuck.read() + "\n" + stuck.steps());
      }
      Await.pause(Duration.ofMillis(500));
    }
  }
}
