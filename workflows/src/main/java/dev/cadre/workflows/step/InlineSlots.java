package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.util.function.BooleanSupplier;

/** Limits the calls that a plan makes inline at a time: a worker has slots for some 200 in all. */
public final class InlineSlots {

  private static final int MOST = 50;

  private int taken;

  /** Whether one can be taken without a wait. */
  boolean free() {
    return taken < MOST;
  }

  /** Waits for a slot, or until {@code stopped}. */
  void take(BooleanSupplier stopped) {
    Workflow.await(() -> free() || stopped.getAsBoolean());
    taken++;
  }

  void give() {
    taken--;
  }
}
