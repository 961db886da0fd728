package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.time.Duration;

/**
 * Whether a plan is paused: then no attempt begins, and the timeouts of its steps stand still.
 * Reads the workflow's time.
 */
public final class Pause {

  private boolean on;
  private boolean over;
  private long since;
  private long before;

  public boolean on() {
    return on;
  }

  public void set(boolean pause) {
    if (pause == on || over) {
      return;
    }
    long now = Workflow.currentTimeMillis();
    if (on) {
      before += now - since;
    }
    since = now;
    on = pause;
  }

  /** The plan's end is written, and its workflow has only to come to it: no pause keeps it. */
  public void end() {
    set(false);
    over = true;
  }

  /** Sleeps for that much time in which the plan is not paused. */
  public void sleep(Duration active) {
    long end = activeMillis() + active.toMillis();
    Workflow.await(() -> !on);
    for (long left = end - activeMillis(); left > 0; left = end - activeMillis()) {
      Workflow.sleep(Duration.ofMillis(left));
      Workflow.await(() -> !on);
    }
  }

  /** Milliseconds of workflow time without those in which the plan was paused. */
  public long activeMillis() {
    long now = Workflow.currentTimeMillis();
    return now - before - (on ? now - since : 0);
  }
}
