package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.step.Ending;
import java.time.Duration;

/**
 * What a step does.
 *
 * @param takes how long it is at work
 * @param sampled whether its output was made up for want of one that was said
 */
record Act(Duration takes, Ending ending, boolean sampled) {

  /** At once. */
  static Act of(Ending ending) {
    return new Act(Duration.ZERO, ending, false);
  }
}
