package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.util.List;
import java.util.Map;

/**
 * Says what becomes of a step whose needs have all ended: it starts, or it is skipped and why.
 * Pure.
 */
public final class StepSchedule {

  /** What becomes of the step. */
  public enum Turn {
    START,
    /** It is on a way that no choice took. */
    NOT_TAKEN,
    /** It stands in for steps that did not fail. */
    NOT_NEEDED
  }

  /** The field of a choice's output, and its two values. */
  static final String TAKEN = "taken";

  static final String THEN = "then";
  static final String ELSE = "else";

  private static final String TOOK_THEN = CanonicalJson.sha256(Map.of(TAKEN, THEN));
  private static final String TOOK_ELSE = CanonicalJson.sha256(Map.of(TAKEN, ELSE));

  private final PlanGraph graph;
  private final PlanState state;

  public StepSchedule(PlanGraph graph, PlanState state) {
    this.graph = graph;
    this.state = state;
  }

  /** Of a step that {@link PlanState#poll()} gave. */
  public Turn turn(int step) {
    if (!graph.standsInFor(step).isEmpty() && !state.triggered(step)) {
      return Turn.NOT_NEEDED;
    }
    List<PlanGraph.Branch> branches = graph.branches(step);
    if (!branches.isEmpty() && branches.stream().noneMatch(this::taken)) {
      return Turn.NOT_TAKEN;
    }
    List<Integer> needs = graph.needs(step);
    boolean untaken = !needs.isEmpty() && needs.stream().allMatch(state::notTaken);
    return untaken ? Turn.NOT_TAKEN : Turn.START;
  }

  /** By the hash, because a run that goes on knows no values. */
  private boolean taken(PlanGraph.Branch branch) {
    Output output = state.output(branch.choice());
    return state.state(branch.choice()) == StepState.COMPLETED
        && output != null
        && output.sha256().equals(branch.then() ? TOOK_THEN : TOOK_ELSE);
  }

  /** The output of a choice. */
  public static Map<String, Object> output(ChoiceStep choice, boolean condition) {
    return Map.of(TAKEN, condition ? THEN : ELSE);
  }
}
