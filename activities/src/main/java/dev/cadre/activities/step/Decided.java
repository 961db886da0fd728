package dev.cadre.activities.step;

import dev.cadre.stores.gate.GateReads;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.common.converter.EncodedValues;
import java.time.Duration;

/**
 * Keeps an attempt from beginning before the decision is written that allows it. The workflow
 * schedules both at once and names the decided gate in a second argument.
 */
final class Decided {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long FIRST_PAUSE = 1;
  private static final long LONGEST_PAUSE = 32;

  private final GateReads gates;

  Decided(GateReads gates) {
    this.gates = gates;
  }

  /** Waits a moment; then the workflow is to wait, which takes no place of this worker. */
  void await(EncodedValues arguments, TenantId tenant, Flight flight) {
    if (arguments.getSize() < 2) {
      return;
    }
    GateId gate = arguments.get(1, GateId.class);
    long end = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE;
    while (!LedgerCalls.await(gates.closed(tenant, gate))) {
      if (flight.cancelled()) {
        throw Failures.of(
            Failures.notCalled(FailureCategory.CANCELLED, "The plan has ended meanwhile."));
      }
      if (System.nanoTime() > end) {
        throw Failures.of(
            Failures.notCalled(
                FailureCategory.UNDECIDED, "The decision that allows it is not written yet."));
      }
      sleep(pause);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.again("the worker stops", Duration.ofMillis(1));
    }
  }
}
