package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** A container begins: what its kept occurrence has begun becomes part of it, once. */
  static void keep(Seen seen, EnterContainer container, String to) {
    Integer kept = container.keptFrom();
    String from = kept == null ? null : seen.places.known(container.step(), kept);
    synchronized (seen) {
      if (from == null || from.equals(to) || !seen.places.keep(from, to)) {
        return;
      }
      copy(seen.rows, from, to);
      copy(seen.outputs, from, to);
      copy(seen.runs, from, to);
      copy(seen.openings, from, to);
    }
  }

  private static <T> void copy(Map<String, T> all, String from, String to) {
    new LinkedHashMap<>(all)
        .forEach((place, what) -> {
          if (place.startsWith(from + "[")) {
            all.put(to + place.substring(from.length()), copied(what));
          }
        });
  }

  /** The earlier execution's list does not grow with the later one's. */
  @SuppressWarnings("unchecked")
  private static <T> T copied(T what) {
    return what instanceof List<?> list ? (T) new ArrayList<>(list) : what;
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
