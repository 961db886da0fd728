package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.Decisions;
import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.runtime.SearchAttributes;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.Hold;
import dev.cadre.workflows.step.InlineSlots;
import dev.cadre.workflows.step.Pause;
import dev.cadre.workflows.step.Step;
import io.temporal.workflow.Workflow;
import java.util.HashMap;
import java.util.List;
import java.util.Random;

/** One run of a plan, from what it starts with to the end that stands. */
final class PlanRun {

  private final StartPlan start;
  private final PlanSnapshot snapshot;
  private final PlanBook book;
  private final Scribe scribe;
  private final GateDesk desk;
  private final Scope scope;
  private final Pause pause = new Pause();
  private final Steering steering;
  private final Hold hold;
  private final InlineSlots slots = new InlineSlots();
  private final Tally tally = new Tally();
  private final Ends ends;
  private final Signals signals;
  private final LongHistory history;
  private final HandOver handOver;

  private PlanStatus status;
  private boolean begun;

  PlanRun(StartPlan start, PlanSnapshot snapshot, PlanBook book, PlanBook durable, Hold hold) {
    this.start = start;
    this.snapshot = snapshot;
    this.book = book;
    this.hold = hold;
    Carried carried = start.before();
    status = carried.status();
    pause.set(carried.paused());
    steering = new Steering(start.run(), pause, carried.steered());
    ends = new Ends(carried.ends(), pause);
    signals = new Signals(carried.signals(), carried.came());
    history = new LongHistory(snapshot.historyLimit(), this::takenUp);
    PlanGraph graph = new PlanGraph(snapshot.plan());
    PlanState state = new PlanState(graph, PlanState.Occurrences.COUNTED, tally);
    PriorSteps.LeftAtWork left =
        snapshot.prior().isEmpty()
            ? PriorSteps.LeftAtWork.nothing()
            : PriorSteps.restore(
                state, graph, snapshot.prior(), start.goesOn(), PlanState.Occurrences.COUNTED);
    scribe = new Scribe(start, book, durable, history, pause::end);
    Random random = Workflow.newRandom();
    desk =
        new GateDesk(
            new GateBook(start, snapshot, book, scribe, this::hasOpened, this::leavesGate),
            random,
            carried.gates(),
            carried.early());
    Sight sight = Sight.plan(graph, state, snapshot.input());
    scope =
        new Scope(parts(random), graph, state, new Place(sight, () -> false, null, "/steps", left));
    handOver = new HandOver(start, scribe, scope, this::carried);
  }

  private RunParts parts(Random random) {
    return new RunParts(
        start,
        snapshot,
        book,
        scribe,
        each ->
            new Calls(
                start,
                each.sight().frames(),
                each::stopped,
                pause,
                hold,
                slots,
                scribe,
                random,
                book::expire),
        pause,
        desk,
        signals,
        tally,
        ends,
        history,
        this::report,
        new HashMap<>());
  }

  private boolean halted() {
    return scope.halted() != null;
  }

  Decisions decisions() {
    return desk.decisions();
  }

  /** Runs to the end, and writes it. */
  PlanEnd toEnd() {
    boolean cancelled = scope.toEnd();
    while (!scope.state().ended()) {
      boolean cancelledMeanwhile = handOver.attempt();
      if (cancelledMeanwhile) {
        scope.halt(new Halt("CANCELLED", null, null));
      }
      cancelled = scope.toEnd() || cancelledMeanwhile;
    }
    ClosePlan close = close(cancelled);
    PlanEnd[] end = new PlanEnd[1];
    Workflow.newDetachedCancellationScope(() -> end[0] = finish(close)).run();
    return end[0];
  }

  /** Whether all that waited in the part before waits again. */
  private boolean takenUp() {
    return !start.goesOn() || (desk.allTakenUp() && tally.entering() == 0 && begun);
  }

  private Carried carried() {
    return new Carried(
        start.before().part() + 1,
        scribe.batch(),
        status,
        pause.on(),
        desk.carried(),
        desk.decisions().early(),
        signals.left(),
        signals.came(),
        scope.notes().toList(),
        scope.rounds().toList(),
        steering.last(),
        ends.running());
  }

  private ClosePlan close(boolean cancelled) {
    Halt halt = scope.halted();
    if (halt != null) {
      return ClosePlan.halted(start, cancelled ? PlanStatus.CANCELLED : PlanStatus.FAILED, halt);
    }
    List<String> all = snapshot.plan().steps().stream().map(Step::id).toList();
    return ClosePlan.completed(start, scope.sight().uses(all));
  }

  private PlanEnd finish(ClosePlan close) {
    desk.closeAll();
    Workflow.await(Workflow::isEveryHandlerFinished);
    scribe.flush();
    scribe.answerLast();
    PlanEnd end = book.close(close);
    scribe.answerLast();
    show(end.status());
    tellPeople();
    return end;
  }

  private void report() {
    begun = true;
    PlanStatus next = open();
    if (next != status && !halted() && !scope.state().ended()) {
      move(next);
    }
    tellPeople();
  }

  private void move(PlanStatus next) {
    scribe.add(new Fact.PlanMoved(next, WorkflowTime.now()));
    show(next);
  }

  /** Whether a gate of the plan's own graph has been open: it has come to an end, or anew. */
  private boolean hasOpened(String gate) {
    PlanState state = scope.state();
    int position = scope.graph().position(gate);
    return state.state(position).terminal() || state.occurrence(position) > 1;
  }

  /**
   * Told as the last gate that the plan waited for closes, so that it is written together with the
   * decision: a batch of its own would keep what follows waiting.
   */
  private void leavesGate() {
    if (status == PlanStatus.WAITING && tally.waiting() == 1 && !pause.on() && !halted()) {
      move(PlanStatus.RUNNING);
    }
  }

  private PlanStatus open() {
    if (pause.on()) {
      return PlanStatus.PAUSED;
    }
    return tally.waiting() > 0 && tally.running() == 0 && scope.idle()
        ? PlanStatus.WAITING
        : PlanStatus.RUNNING;
  }

  /**
   * Takes an operator's order; what it lets start begins when the plan's own loop gets its turn.
   */
  void steer(Steer order) {
    history.look();
    if (steering.take(order)) {
      report();
    }
  }

  /** Keeps a signal until a step waits for it. */
  void notice(Notice notice) {
    history.look();
    signals.add(notice);
  }

  private void show(PlanStatus next) {
    status = next;
    Workflow.upsertTypedSearchAttributes(SearchAttributes.STATUS.valueSet(next.name()));
  }

  private void tellPeople() {
    Workflow.setCurrentDetails(DetailsPage.of(status, scope.graph(), scope.state(), desk.open()));
  }

  PlanProgress progress() {
    return DetailsPage.progress(status, scope.graph(), scope.state(), desk.open());
  }
}
