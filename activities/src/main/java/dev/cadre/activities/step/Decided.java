package dev.cadre.activities.step;

import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.common.converter.EncodedValues;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Keeps an attempt from beginning before the decision is written that allows it. The workflow
 * schedules both at once and names the decided gate in a second argument.
 */
final class Decided {

  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final long FIRST_PAUSE = 4;
  private static final long LONGEST_PAUSE = 32;

  private final GateReads gates;
  private final GateClosings closings;

  Decided(GateReads gates, GateClosings closings) {
    this.gates = gates;
    this.closings = closings;
  }

  /** Waits a moment; then the workflow is to wait, which takes no place of this worker. */
  void await(EncodedValues arguments, TenantId tenant, Flight flight) {
    if (arguments.getSize() < 2) {
      return;
    }
    GateId gate = arguments.get(1, GateId.class);
    CompletableFuture<Void> closing = closings.of(gate);
    try {
      await(gate, closing, tenant, flight);
    } finally {
      closings.forget(gate, closing);
    }
  }

  private void await(GateId gate, CompletableFuture<Void> closing, TenantId tenant, Flight flight) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    long pause = FIRST_PAUSE;
    while (!closing.isDone() && !LedgerCalls.await(gates.closed(tenant, gate))) {
      if (flight.cancelled()) {
        throw Failures.of(
            Failures.notCalled(FailureCategory.CANCELLED, "The plan has ended meanwhile."));
      }
      if (System.nanoTime() > end) {
        throw Failures.of(
            Failures.notCalled(
                FailureCategory.UNDECIDED, "The decision that allows it is not written yet."));
      }
      pause(closing, pause);
      pause = Math.min(LONGEST_PAUSE, 2 * pause);
    }
  }

  /** Till it is written on this worker, but no longer than that. */
  private static void pause(CompletableFuture<Void> closing, long millis) {
    try {
      closing.get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Another worker may have written it.
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failures.again("the worker stops", Duration.ofMillis(1));
    }
  }
}
