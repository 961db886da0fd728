package dev.cadre.workflows.plan;

import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.runtime.SearchAttributes;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.ContinueAsNewOptions;
import io.temporal.workflow.Workflow;
import java.util.Map;
import java.util.function.Supplier;

/** A run goes on in a new history once all that came in this one is written. */
final class HandOver {

  /**
   * Earlier histories went on with what came while they wrote their last, and lost it: a change of
   * the plan's status was told to nobody, and a cancellation left the plan's end unwritten.
   */
  private static final String LOSES_NOTHING = "goes-on-only-when-all-is-written";

  private final StartPlan start;
  private final Scribe scribe;
  private final Scope scope;
  private final Supplier<Carried> carried;

  /**
   * Of a run.
   *
   * @param carried what the next part is told
   */
  HandOver(StartPlan start, Scribe scribe, Scope scope, Supplier<Carried> carried) {
    this.start = start;
    this.scribe = scribe;
    this.scope = scope;
    this.carried = carried;
  }

  /**
   * Goes on in a new history, and does not return; unless a message has changed that meanwhile.
   *
   * @return whether the plan was cancelled meanwhile, and has to be told: nothing may have waited
   *     that would have noticed
   */
  boolean attempt() {
    Workflow.newDetachedCancellationScope(
            () -> {
              Workflow.await(Workflow::isEveryHandlerFinished);
              scribe.flush();
            })
        .run();
    if (!scope.mayHandOver() || !Workflow.isEveryHandlerFinished()) {
      return false;
    }
    boolean cancelled = CancellationScope.current().isCancelRequested();
    boolean loses = cancelled || !scribe.hasWrittenAll();
    if (!loses || !Changes.include(LOSES_NOTHING)) {
      goOn();
    }
    return cancelled;
  }

  private void goOn() {
    Workflow.continueAsNew(
        ContinueAsNewOptions.newBuilder()
            .setMemo(Map.of(SearchAttributes.RUN_MEMO, start.run()))
            .setTypedSearchAttributes(Workflow.getTypedSearchAttributes())
            .build(),
        new StartPlan(start.tenant(), start.plan(), start.run(), carried.get()));
  }
}
