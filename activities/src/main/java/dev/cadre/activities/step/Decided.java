package dev.cadre.activities.step;

import dev.cadre.stores.gate.GateReads;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.common.converter.EncodedValues;
import java.time.Duration;

/**
 * Keeps an attempt from beginning before the decision is written that allows it. The workflow
 * schedules both at once and names the decided gate in a second argument.
 */
final class Decided {

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration LATER = Duration.ofMillis(200);
  private static final long FIRST_PAUSE = 1;
  private static final long LONGEST_PAUSE = 50;

  private final GateReads gates;

  Decided(GateReads gates) {
    this.gates = gates;
  }

  /** Waits, or gives the attempt back to Temporal for a while. */
  void await(EncodedValues arguments, TenantId tenant) {
    if (arguments.getSize() < 2) {
      return;
    }
    GateId gate = arguments.get(1, GateId.class);
    long end = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE;
    while (!LedgerCalls.await(gates.closed(tenant, gate))) {
      if (System.nanoTime() > end) {
        throw Failures.again("the decision that allows this is not written yet", LATER);
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
