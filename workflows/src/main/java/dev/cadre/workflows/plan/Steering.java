package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Pause;
import org.jspecify.annotations.Nullable;

/**
 * Takes the orders to pause or to go on. They are sent again where it is not known that they came,
 * and one may be under way for long, so the number says which was given last.
 */
final class Steering {

  private final int run;
  private final Pause pause;
  private @Nullable Long last;

  /**
   * Of a run.
   *
   * @param last as {@link #last} was in its part before
   */
  Steering(int run, Pause pause, @Nullable Long last) {
    this.run = run;
    this.pause = pause;
    this.last = last;
  }

  /** Does what an order says, unless it comes late; whether it did. */
  boolean take(Steer order) {
    Integer to = order.run();
    Long number = order.number();
    if ((to != null && to != run) || (number != null && last != null && number < last)) {
      return false;
    }
    last = number == null ? last : number;
    pause.set(order.paused());
    return true;
  }

  /** The number of the order that was given last, of those that came. */
  @Nullable Long last() {
    return last;
  }
}
