package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Workflow;
import org.jspecify.annotations.Nullable;

/** Hands to the plan's scribe what happens in a scope. */
final class ScopeFacts {

  /** Earlier histories go on at once where the workflow itself made an output. */
  private static final String WRITTEN_BEFORE_READ = "output-written-before-read";

  private final Scribe scribe;
  private final PlanGraph graph;
  private final PlanState state;
  private final Place place;

  ScopeFacts(Scribe scribe, PlanGraph graph, PlanState state, Place place) {
    this.scribe = scribe;
    this.graph = graph;
    this.state = state;
    this.place = place;
  }

  /** A step's state changed. */
  void moved(int step, StepState to, @Nullable String reason, @Nullable String message) {
    scribe.add(
        new Fact.StepMoved(
            graph.step(step).id(),
            state.occurrence(step),
            to,
            reason,
            message,
            place.frame(),
            WorkflowTime.now()));
  }

  /** The workflow itself made an output; it is written before anything can read it. */
  void committed(int step, Output output, String origin) {
    scribe.add(
        new Fact.OutputCommitted(
            graph.step(step).id(),
            state.occurrence(step),
            output,
            origin,
            place.frame(),
            WorkflowTime.now()));
    // Whoever reads it does so in an activity, from the store.
    if (Changes.include(WRITTEN_BEFORE_READ)) {
      Workflow.newDetachedCancellationScope(scribe::flush).run();
    }
  }
}
