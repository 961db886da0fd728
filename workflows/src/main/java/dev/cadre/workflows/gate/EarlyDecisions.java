package dev.cadre.workflows.gate;

import dev.cadre.workflows.runtime.Changes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Decisions that came by signal before their gate opened; kept for its first opening only. */
final class EarlyDecisions {

  /**
   * In earlier histories a signal that named a gate's step was kept for its next opening, though
   * the gate had been open in an earlier part of the run.
   */
  private static final String ONLY_THE_FIRST = "only-the-first-opening-has-early-decisions";

  private final GatePlan plan;
  private final Gates gates;
  private final Map<String, List<DecideGate>> kept = new LinkedHashMap<>();

  EarlyDecisions(GatePlan plan, Gates gates, Map<String, List<DecideGate>> before) {
    this.plan = plan;
    this.gates = gates;
    before.forEach((step, decisions) -> kept.put(step, new ArrayList<>(decisions)));
  }

  /** By the step's id. */
  Map<String, List<DecideGate>> kept() {
    return kept;
  }

  /** Keeps a decision, if its gate is still to open for the first time. */
  boolean keep(DecideGate decision) {
    boolean early =
        !gates.opened(decision.gate())
            && plan.hasGate(decision.gate())
            && (!plan.hasOpened(decision.gate()) || !Changes.include(ONLY_THE_FIRST));
    if (early) {
      kept.computeIfAbsent(decision.gate(), _ -> new ArrayList<>()).add(decision);
    }
    return early;
  }

  /** What was kept for a gate that opens. */
  List<DecideGate> take(String step) {
    List<DecideGate> decisions = kept.remove(step);
    return decisions == null ? List.of() : decisions;
  }
}
