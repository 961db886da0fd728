package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.gate.GateId;
import dev.cadre.workflows.runtime.Changes;
import dev.cadre.workflows.step.Barrier;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes facts in their order, all that came meanwhile in one batch; a cancelled plan's facts are
 * written too.
 */
final class Scribe implements Barrier {

  /** Runs that began before there was {@link #settle} do not wait. */
  private static final String SETTLES = "settles-before-it-reads";

  /** Runs that began before ended beside what came last, and its answer might not be written. */
  private static final String ANSWERS_LAST = "answers-the-last-before-it-ends";

  private final StartPlan start;
  private final PlanBook book;
  private final PlanBook durable;
  private final LongHistory history;
  private final Runnable atEnd;
  private boolean wantsDurable;
  private final List<Fact> pending = new ArrayList<>();

  /** Outputs that the workflow itself made and that are not written yet. */
  private final Set<String> unwritten = new HashSet<>();

  private int batch;
  private long added;
  private long written;

  /** Up to where the last decision is told that came by Update and closed a gate. */
  private long decided;

  private @Nullable GateId closed;

  /**
   * For a run.
   *
   * @param durable the same book by activities of their own: with one, what the workflow task took
   *     in is in the history before it is written
   * @param atEnd told that the plan's end is written already
   */
  Scribe(StartPlan start, PlanBook book, PlanBook durable, LongHistory history, Runnable atEnd) {
    this.start = start;
    this.book = book;
    this.durable = durable;
    this.history = history;
    this.atEnd = atEnd;
    this.batch = start.before().batch();
    Workflow.newDetachedCancellationScope(() -> Async.procedure(this::write)).run();
  }

  /** The last batch that was begun. */
  int batch() {
    return batch;
  }

  void add(Fact fact) {
    if (fact instanceof Fact.OutputCommitted made) {
      unwritten.add(key(made.step(), made.occurrence()));
    }
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

  /**
   * What was added tells a decision that came by Update and closes a gate: it is written durably,
   * and until then it is a {@link Barrier} to what follows from it.
   */
  void decided(GateId gate) {
    durably();
    decided = added;
    closed = gate;
  }

  @Override
  public @Nullable GateId gate() {
    return written < decided ? closed : null;
  }

  @Override
  public void await() {
    if (written < decided) {
      Workflow.await(() -> written >= decided);
    }
  }

  /** Waits until all that was added so far is written; call it where cancellation cannot reach. */
  void flush() {
    long upTo = added;
    Workflow.await(() -> written >= upTo);
  }

  boolean hasWrittenAll() {
    return written == added;
  }

  /** Waits until what came while the rest was written is answered, and that is written. */
  void answerLast() {
    BooleanSupplier answered = () -> Workflow.isEveryHandlerFinished() && hasWrittenAll();
    if (!answered.getAsBoolean() && Changes.include(ANSWERS_LAST)) {
      Workflow.await(answered::getAsBoolean);
    }
  }

  /**
   * Waits until what an activity is about to read there is written.
   *
   * @param uses the occurrence of each step whose output it reads
   */
  void settle(Map<String, Integer> uses) {
    await(() ->
        uses.entrySet().stream()
            .noneMatch(use -> unwritten.contains(key(use.getKey(), use.getValue()))));
  }

  /** The same of several occurrences of one step. */
  void settle(String step, List<Integer> occurrences) {
    await(() -> occurrences.stream().noneMatch(each -> unwritten.contains(key(step, each))));
  }

  private static void await(BooleanSupplier settled) {
    if (!settled.getAsBoolean() && Changes.include(SETTLES)) {
      Workflow.await(settled::getAsBoolean);
    }
  }

  private static String key(String step, int occurrence) {
    return step + "/" + occurrence;
  }

  private void write() {
    while (true) {
      Workflow.await(() -> !pending.isEmpty());
      List<Fact> facts = List.copyOf(pending);
      pending.clear();
      batch++;
      PlanBook way = wantsDurable ? durable : book;
      wantsDurable = false;
      if (way.record(new RecordFacts(start.tenant(), start.plan(), start.run(), batch, facts))) {
        atEnd.run();
      }
      history.look();
      written += facts.size();
      for (Fact fact : facts) {
        if (fact instanceof Fact.OutputCommitted made) {
          unwritten.remove(key(made.step(), made.occurrence()));
        }
      }
    }
  }
}
