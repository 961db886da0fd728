package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.time.Duration;

/** When a step's timeout is over, by workflow time. */
record Deadline(long epochMillis) {

  static Deadline in(Duration timeout) {
    return new Deadline(Workflow.currentTimeMillis() + timeout.toMillis());
  }

  Duration left() {
    return Duration.ofMillis(epochMillis - Workflow.currentTimeMillis());
  }
}
