package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes facts in their order, all that came meanwhile in one batch; a cancelled plan's facts are
 * written too.
 */
final class Scribe {

  private final StartPlan start;
  private final PlanBook book;
  private final PlanBook durable;
  private boolean wantsDurable;
  private final List<Fact> pending = new ArrayList<>();
  private int batch;
  private long added;
  private long written;

  /**
   * For a run.
   *
   * @param durable the same book by activities of their own: with one, what the workflow task took
   *     in is in the history before it is written
   */
  Scribe(StartPlan start, PlanBook book, PlanBook durable) {
    this.start = start;
    this.book = book;
    this.durable = durable;
    this.batch = start.carried() == null ? 0 : start.carried().batch();
    Workflow.newDetachedCancellationScope(() -> Async.procedure(this::write)).run();
  }

  /** The last batch that was begun. */
  int batch() {
    return batch;
  }

  void add(Fact fact) {
    pending.add(fact);
    added++;
  }

  /**
   * As {@link #flush}, but nothing is written before the messages that led to it are durable: an
   * Update is in the history once a workflow task ends, and this one ends for the activity.
   */
  void flushDurably() {
    durably();
    flush();
  }

  /**
   * What was added is written by an activity of its own. A workflow task that is lost on the way is
   * done again, at another time and with more that has happened: only what the history holds is the
   * same then.
   */
  void durably() {
    wantsDurable = true;
  }

  /** Waits until all that was added so far is written; call it where cancellation cannot reach. */
  void flush() {
    long upTo = added;
    Workflow.await(() -> written >= upTo);
  }

  private void write() {
    while (true) {
      Workflow.await(() -> !pending.isEmpty());
      List<Fact> facts = List.copyOf(pending);
      pending.clear();
      batch++;
      PlanBook way = wantsDurable ? durable : book;
      wantsDurable = false;
      way.record(new RecordFacts(start.tenant(), start.plan(), start.run(), batch, facts));
      written += facts.size();
    }
  }
}
