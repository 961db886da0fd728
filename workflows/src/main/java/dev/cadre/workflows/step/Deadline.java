package dev.cadre.workflows.step;

import java.time.Duration;

/** When a step's timeout is over, by workflow time without pauses. */
record Deadline(Pause pause, long activeMillis) {

  static Deadline in(Duration timeout, Pause pause) {
    return new Deadline(pause, pause.activeMillis() + timeout.toMillis());
  }

  Duration left() {
    return Duration.ofMillis(activeMillis - pause.activeMillis());
  }
}
