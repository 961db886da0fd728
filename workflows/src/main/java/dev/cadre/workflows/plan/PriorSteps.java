package dev.cadre.workflows.plan;

import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the steps of a graph that was left before its end are taken up again. */
final class PriorSteps {

  /**
   * Earlier histories took what a lost workflow task had seen fail inside of a container for a
   * failure of an earlier run, and tried it under new keys.
   */
  private static final String SAME_AGAIN = "what-a-lost-task-saw-fail-is-the-same-again";

  /**
   * What stands of a step.
   *
   * @param barrier the rejected gate that has skipped it
   */
  record Restored(
      String step,
      int occurrence,
      StepState state,
      boolean untaken,
      @Nullable Integer barrier,
      @Nullable Output output) {}

  /**
   * What a scope goes on with.
   *
   * @param kept for each container the occurrence whose results stand
   * @param underWay steps that waited, or held some that did: they go on at once
   */
  record LeftAtWork(Map<String, Integer> kept, Set<String> underWay) {

    static LeftAtWork nothing() {
      return new LeftAtWork(new HashMap<>(), Set.of());
    }
  }

  private PriorSteps() {}

  /**
   * Restores.
   *
   * @param goesOn the same run goes on, so every end of its own stands; else a failed plan is tried
   *     again, and only results stand
   * @return what was left at work
   */
  static LeftAtWork restore(
      PlanState state,
      PlanGraph graph,
      List<PriorStep> prior,
      boolean goesOn,
      PlanState.Occurrences numbering) {
    Map<String, Integer> kept = new HashMap<>();
    Set<String> waiting = new LinkedHashSet<>();
    Untaken untaken = new Untaken(graph, prior);
    for (PriorStep step : prior) {
      boolean again = again(step, goesOn, numbering);
      boolean ended = !again && ended(step, goesOn);
      state.restore(
          new Restored(
              step.step(),
              again ? numbering.next(step.step(), step.occurrence()) : step.occurrence(),
              ended ? step.state() : StepState.PENDING,
              ended && untaken.is(step),
              ended ? untaken.barrier(step) : null,
              ended ? step.output() : null));
      if (!ended && step.keptFrom() != null) {
        kept.put(step.step(), step.keptFrom());
      } else if (!ended && (again || step.state() == StepState.RUNNING)) {
        kept.put(step.step(), step.occurrence());
      }
      if (goesOn && (step.state() == StepState.RUNNING || step.state() == StepState.WAITING)) {
        waiting.add(step.step());
      }
    }
    state.restored();
    return new LeftAtWork(kept, waiting);
  }

  /**
   * Whether a step is tried as its next occurrence. In a container not where it failed in this very
   * run: then a workflow task was lost that had come so far, and is done once more.
   */
  private static boolean again(PriorStep step, boolean goesOn, PlanState.Occurrences numbering) {
    boolean failed = step.state() == StepState.FAILED || step.state() == StepState.CANCELLED;
    if (step.wasLeft() || goesOn || !failed) {
      return step.wasLeft();
    }
    return numbering.equals(PlanState.Occurrences.COUNTED) || !Changes.include(SAME_AGAIN);
  }

  private static boolean ended(PriorStep step, boolean goesOn) {
    return goesOn ? step.state().terminal() : step.state() == StepState.COMPLETED;
  }
}
