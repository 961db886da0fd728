package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;

/**
 * How instances and the occurrences of what they hold are numbered. Neither depends on the order in
 * which instances come to run: a workflow task that is lost and done again, with more that has
 * happened, runs them in another order.
 */
public final class Instances {

  /** The most instances of a plan; above it the rounds of an occurrence are counted. */
  public static final int MOST = 1 << 24;

  private Instances() {}

  /** How many numbers an occurrence of a container takes. */
  public static int reserved(Step container, int items) {
    return switch (container) {
      case MapStep _ -> items;
      case LoopStep loop -> loop.max();
      default -> 1;
    };
  }

  /** The number of an instance: items and the one subplan count from 0, turns from 1. */
  static int number(Step container, int base, int index) {
    return base + index + (container instanceof LoopStep ? 0 : 1);
  }

  /**
   * The occurrences of a step in an instance: first the instance's own number, which no other has;
   * then a round more each time.
   */
  static PlanState.Occurrences in(int number) {
    return (_, current) -> current == 0 ? number : current + MOST;
  }
}
