package dev.cadre.bench.cases;

import java.util.List;

/**
 * How much is measured.
 *
 * @param pairs runs of each side of what takes a moment, by turns
 * @param burstPairs the same of a burst
 * @param burst plans submitted at once
 * @param waiting plans at a gate, at a first and at a second count
 * @param steps lengths of the sequences whose marginal cost is taken: two short, two long
 * @param warmUp plans of ten steps that each side runs before anything is measured in a mode
 */
public record Sizes(
    int pairs, int burstPairs, int burst, List<Integer> waiting, List<Integer> steps, int warmUp) {

  /** What the bars are about. */
  public static final Sizes FULL =
      new Sizes(7, 3, 1_000, List.of(1_000, 10_000), List.of(10, 100, 2_500, 5_000), 150);

  public Sizes {
    waiting = List.copyOf(waiting);
    steps = List.copyOf(steps);
    if (pairs < 1 || burstPairs < 1 || burst < 1 || warmUp < 0) {
      throw new IllegalArgumentException("a benchmark measures something");
    }
    if (!rises(waiting, 2) || !rises(steps, 4)) {
      throw new IllegalArgumentException("needs two rising counts of plans and four of steps");
    }
  }

  private static boolean rises(List<Integer> counts, int size) {
    return counts.size() == size
        && counts.getFirst() > 0
        && counts.equals(counts.stream().distinct().sorted().toList());
  }
}
