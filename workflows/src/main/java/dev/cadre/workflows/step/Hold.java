package dev.cadre.workflows.step;

import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Where attempts wait whose agent is not active, till the plan is told that this may be over. */
public final class Hold {

  /** Long enough that a hold of months does not fill a history. */
  private static final Duration LONGEST = Duration.ofHours(6);

  /** The store's clock may be behind. */
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private int told;

  /** Something that was inactive is active now. */
  public void tell() {
    told++;
  }

  /** How often it was told; asked before an attempt, so that no message is missed. */
  int told() {
    return told;
  }

  /**
   * Waits for the next message after {@code before}, or the plan's end, or a while.
   *
   * @param until when it is over without a message; null: nobody knows
   */
  void await(int before, @Nullable Instant until, BooleanSupplier stopped) {
    Duration left =
        until == null
            ? LONGEST
            : Duration.ofMillis(until.toEpochMilli() - Workflow.currentTimeMillis());
    Duration wait = left.compareTo(LONGEST) > 0 ? LONGEST : left;
    Workflow.await(
        wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait,
        () -> told != before || stopped.getAsBoolean());
  }
}
