package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.StepState;
import java.util.List;

/** What the store does to what a world has seen when a failed plan is tried again. */
final class NextRun {

  private NextRun() {}

  /** The failed run's end has ended all that was left, and the plan is ordered once more. */
  static void order(Seen seen) {
    synchronized (seen) {
      seen.rows.replaceAll((_, row) ->
          row.state().terminal()
              ? row
              : new Seen.Row(row.occurrence(), StepState.CANCELLED, row.reason()));
      seen.openings.values().stream()
          .flatMap(List::stream)
          .filter(opening -> opening.outcome == null)
          .forEach(opening -> opening.outcome = GateOutcome.CANCELLED);
      seen.status = PlanStatus.RUNNING;
      seen.again();
    }
  }

  /** The run is opened: the plan's own steps are back at the start. */
  static void open(Seen seen, List<PriorStep> steps) {
    synchronized (seen) {
      steps.stream()
          .filter(step -> step.state() != StepState.COMPLETED)
          .forEach(step ->
              seen.rows.put(
                  "/" + step.step(), new Seen.Row(step.occurrence(), step.state(), null)));
    }
  }
}
