package dev.cadre.stores.gate;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.GateId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Wakes those of this process who wait until the end of a gate is written. Other processes write
 * too, so whoever waits looks by itself as well.
 */
public final class GateClosings {

  private final ConcurrentMap<GateId, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();

  /** Completes when the end of the gate is written here; ask before you look. */
  public CompletableFuture<Void> of(GateId gate) {
    return awaited.computeIfAbsent(gate, _ -> new CompletableFuture<>());
  }

  /** Nobody waits any more, as far as the caller knows. */
  public void forget(GateId gate, CompletableFuture<Void> asked) {
    awaited.remove(gate, asked);
  }

  /** These facts are committed. */
  public void written(RecordFacts facts) {
    for (Fact fact : facts.facts()) {
      if (fact instanceof Fact.GateClosed closed) {
        CompletableFuture<Void> waits = awaited.remove(closed.gate());
        if (waits != null) {
          waits.complete(null);
        }
      }
    }
  }
}
