package dev.cadre.workflows.gate;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An open gate that is handed on to the next part of its plan's run. */
public record CarriedGate(
    GateId gate, String step, int occurrence, @Nullable Instant deadline, List<Vote> votes) {

  public CarriedGate {
    votes = List.copyOf(votes);
  }

  /** A decision that counts, and what was answered. */
  public record Vote(DecideGate decision, DecisionAnswer answer) {}
}
