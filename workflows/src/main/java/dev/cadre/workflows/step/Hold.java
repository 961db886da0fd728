package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Where attempts wait whose agent is not active, till the plan is told that this may be over. */
public final class Hold {

  /** A month that begins raises a limit, and nobody tells of it. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private int told;

  /** Something that was inactive is active now. */
  public void tell() {
    told++;
  }

  /** How often it was told; asked before an attempt, so that no message is missed. */
  int told() {
    return told;
  }

  /** Waits for the next message after {@code before}, the plan's end, or a while. */
  void await(int before, BooleanSupplier stopped) {
    Workflow.await(LONGEST, () -> told != before || stopped.getAsBoolean());
  }
}
