package dev.cadre.workflows.step;

import dev.cadre.workflows.gate.GateId;
import org.jspecify.annotations.Nullable;

/**
 * What must be written before anything is done that it allows: a decision that came by Update. An
 * activity of its own may be scheduled beside that write, because the decision is in the history
 * with it; it looks for the write before it has an effect. What runs in the workflow task waits.
 */
public interface Barrier {

  /**
   * The gate that an activity must find closed; null when it need not look. It is the second
   * argument of an attempt.
   */
  @Nullable GateId gate();

  /** Waits until it is written. */
  void await();
}
