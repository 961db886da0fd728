package dev.cadre.e2e;

import java.util.Random;

/**
 * Whether the long forms run ({@code ./cadre test --soak}), and the seed of what is left to chance:
 * {@code -Dcadre.soak.seed} repeats a run.
 */
final class Soak {

  private static final long SEED = Long.getLong("cadre.soak.seed", System.nanoTime());

  private Soak() {}

  static boolean on() {
    return Boolean.getBoolean("cadre.soak");
  }

  /** The run's seed; printed. */
  static long seed() {
    System.out.println("cadre.soak.seed=" + SEED);
    return SEED;
  }

  /** Chance of the run's seed. */
  static Random random() {
    return new Random(seed());
  }
}
