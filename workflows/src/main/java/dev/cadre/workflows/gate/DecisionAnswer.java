package dev.cadre.workflows.gate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the choke point answered.
 *
 * @param gate the gate's id; what the sender wrote when no gate was found
 * @param refusal null when the decision counts, else why not
 * @param message a sentence for a person
 * @param outcome how the gate closed by this decision; null while it stays open
 */
public record DecisionAnswer(
    String gate,
    int occurrence,
    Verdict decision,
    String reviewer,
    @Nullable Refusal refusal,
    String message,
    @Nullable GateOutcome outcome,
    Instant at) {

  public boolean accepted() {
    return refusal == null;
  }
}
