package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import java.util.List;

/**
 * A container has begun.
 *
 * @param count items of a map; 1 of a subplan; 0 of a loop
 * @param base the instances' numbers follow this one, in the order of their indices; the same again
 *     however often the occurrence is entered
 * @param instances those that an earlier occurrence, or an earlier part of this one, has begun
 */
public record Entered(int count, int base, List<Instance> instances) {

  public Entered {
    instances = List.copyOf(instances);
  }

  /**
   * What was done of one instance.
   *
   * @param index as in a {@link dev.cadre.workflows.step.Frame}
   * @param scope its number
   * @param steps as they were left
   */
  public record Instance(int index, int scope, List<PriorStep> steps) {

    public Instance {
      steps = List.copyOf(steps);
    }

    /** Whether an earlier run ended the one step of an item or turn, and this has not begun it. */
    boolean wasLeft() {
      return steps.getFirst().wasLeft();
    }
  }
}
