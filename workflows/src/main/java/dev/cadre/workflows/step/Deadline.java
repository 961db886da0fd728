package dev.cadre.workflows.step;

import java.time.Duration;

/** When a step's timeout is over, by workflow time without pauses. */
final class Deadline {

  private final Pause pause;
  private long activeMillis;

  private Deadline(Pause pause, long activeMillis) {
    this.pause = pause;
    this.activeMillis = activeMillis;
  }

  static Deadline in(Duration timeout, Pause pause) {
    return new Deadline(pause, pause.activeMillis() + timeout.toMillis());
  }

  Duration left() {
    return Duration.ofMillis(activeMillis - pause.activeMillis());
  }

  /** Runs something whose time does not count. */
  void standStill(Runnable wait) {
    long before = pause.activeMillis();
    wait.run();
    activeMillis += pause.activeMillis() - before;
  }
}
