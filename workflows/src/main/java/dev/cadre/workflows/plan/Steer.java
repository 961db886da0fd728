package dev.cadre.workflows.plan;

import org.jspecify.annotations.Nullable;

/**
 * An operator's order to a running plan; what it asks for may hold already.
 *
 * @param paused whether the plan is to pause or to go on
 * @param run of the plan, to which it was given; null for whichever runs
 * @param number higher than that of each order before; null where the order is not known to be sent
 *     again
 */
public record Steer(boolean paused, @Nullable Integer run, @Nullable Long number) {

  /** To whichever runs. */
  public Steer(boolean paused) {
    this(paused, null, null);
  }
}
