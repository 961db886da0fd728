package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.StepState;
import java.util.List;
import java.util.Map;

/**
 * Where a running plan stands.
 *
 * @param steps each step's state, in the order of the document
 * @param gates open gates
 */
public record PlanProgress(PlanStatus status, Map<String, StepState> steps, List<OpenGate> gates) {

  /** A gate that waits for decisions. */
  public record OpenGate(String step, String gate, int occurrence, String digest) {}
}
