package dev.cadre.workflows.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.plan.PlanStatus;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random plans in random worlds: the workflow does what the model says, also when the plan is tried
 * again or done again, and its histories replay. {@code -Dcadre.seed=N} runs one again, {@code
 * -Dcadre.seeds=N..M} others than the usual.
 */
class PlanSimulationTest {

  /** After so many the server is a new one, because it keeps every history. */
  private static final int PLANS_PER_SERVER = 200;

  /**
   * In seconds. What hangs does so for as long as the director is patient: at first, in the last
   * try to shrink it, and once more to tell of it; all that must fit into a test's time.
   */
  private static final int SHRINKS_FOR = 20;

  private static final Map<PlanStatus, Integer> ENDS = new EnumMap<>(PlanStatus.class);
  private static int run;
  private static int undecided;
  private static int retries;
  private static int redone;
  private static int stood;
  private static Worlds worlds;

  static LongStream seeds() {
    String seeds = System.getProperty("cadre.seeds", System.getProperty("cadre.seed"));
    if (seeds != null) {
      String[] ends = seeds.split("\\.\\.");
      return LongStream.rangeClosed(Long.parseLong(ends[0]), Long.parseLong(ends[ends.length - 1]));
    }
    return LongStream.rangeClosed(1, Boolean.getBoolean("cadre.soak") ? 10_000 : 120);
  }

  @BeforeAll
  static void start() {
    worlds = new Worlds();
  }

  @AfterEach
  void renewAtTimes() {
    run++;
    if (run % PLANS_PER_SERVER == 0 || worlds.old()) {
      renew();
    }
    if (run % PLANS_PER_SERVER == 0) {
      tell();
    }
  }

  private static void tell() {
    System.out.println(
        "simulated "
            + run
            + " plans: "
            + ENDS
            + ", tried again "
            + retries
            + ", done again "
            + redone
            + ", undecided "
            + undecided);
  }

  private static void renew() {
    worlds.close();
    worlds = new Worlds();
  }

  @AfterAll
  static void stop() {
    worlds.close();
    tell();
    assertThat(undecided)
        .as("plans of which the model cannot tell")
        .isLessThanOrEqualTo(1 + run / 20);
    assertThat(stood).as("plans whose server stood still").isLessThanOrEqualTo(1 + run / 3000);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void doesWhatTheModelSays(long seed) {
    Map<String, Object> document = RandomPlan.document(seed);
    assertThat(Plans.problems(document)).as("problems of seed %d", seed).isEmpty();
    Simulation simulation = new Simulation(seed, document);
    try {
      List<String> differences = differences(simulation);
      if (!differences.isEmpty()) {
        String told = told(seed, document, simulation, differences);
        System.out.println(told);
        throw new AssertionError(told);
      }
      ENDS.merge(simulation.status(), 1, Integer::sum);
      retries += simulation.retries();
      redone += simulation.redone() ? 1 : 0;
    } catch (Undecided e) {
      undecided++;
    }
  }

  /** A plan that hangs by itself does so on a new server too. */
  private static List<String> differences(Simulation simulation) {
    try {
      return simulation.differences(worlds);
    } catch (Director.Standstill e) {
      stood++;
      System.out.println(e.getMessage() + "\nin " + simulation.described());
      renew();
      return simulation.differences(worlds);
    }
  }

  private static String told(
      long seed, Map<String, Object> document, Simulation simulation, List<String> differences) {
    Map<String, Object> smallest =
        new Shrinking(smaller -> fails(seed, smaller), SHRINKS_FOR).smallest(document);
    Simulation last = new Simulation(seed, smallest);
    List<String> rest = smallest.equals(document) ? List.of() : again(last);
    renew();
    return String.join("\n  ", differences)
        + "\nin "
        + simulation.described()
        + (rest.isEmpty()
            ? ""
            : "\nsmaller: " + String.join("\n  ", rest) + "\nin " + last.described());
  }

  private static boolean fails(long seed, Map<String, Object> document) {
    renew();
    return !again(new Simulation(seed, document)).isEmpty();
  }

  /** What fails may have left the server's time at a stop. */
  private static List<String> again(Simulation simulation) {
    try {
      return simulation.differences(worlds);
    } catch (Undecided | Director.Standstill e) {
      return List.of();
    }
  }

  @Test
  void makesTheSamePlanFromTheSameSeed() {
    assertThat(RandomPlan.document(7)).isEqualTo(RandomPlan.document(7));
    assertThat(RandomPlan.document(7)).isNotEqualTo(RandomPlan.document(8));
  }
}
