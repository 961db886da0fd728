package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.GateDesk;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.GatePlan;
import dev.cadre.workflows.runtime.SearchAttributes;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One run of a plan: starts what may start, takes what ended, until every step has ended. Steps run
 * as coroutines of their own and hand their endings to the one loop here, which alone changes the
 * state.
 */
final class PlanRun implements GatePlan {

  /** Visible attempts in flight; the server refuses 2,000 pending ones. */
  private static final int MAX_RUNNING = 500;

  private record Ended(int step, int occurrence, Ending ending) {}

  private final StartPlan start;
  private final PlanSnapshot snapshot;
  private final PlanBook book;
  private final PlanGraph graph;
  private final PlanState state;
  private final StepSchedule schedule;
  private final Rerun rerun;
  private final Scribe scribe;
  private final GateDesk desk;
  private final StepRunner runner;
  private final ArrayDeque<Ended> inbox = new ArrayDeque<>();
  private final Map<Integer, String> notes = new HashMap<>();

  private PlanStatus status = PlanStatus.RUNNING;
  private @Nullable ClosePlan halted;

  PlanRun(StartPlan start, PlanSnapshot snapshot, PlanBook book) {
    this.start = start;
    this.snapshot = snapshot;
    this.book = book;
    graph = new PlanGraph(snapshot.plan());
    state = new PlanState(graph);
    snapshot.prior().forEach(state::restore);
    schedule = new StepSchedule(graph, state);
    rerun = new Rerun(graph, state, snapshot.repeatableTools());
    scribe = new Scribe(start, book);
    Random random = Workflow.newRandom();
    desk = new GateDesk(this, random);
    Calls calls = new Calls(start.tenant(), start.plan(), () -> halted != null, random);
    runner = new StepRunner(start, snapshot, graph, state, book, scribe, calls, desk);
  }

  GateDesk desk() {
    return desk;
  }

  /** Runs to the end, and writes it. */
  PlanEnd toEnd() {
    try {
      drive();
    } catch (CanceledFailure e) {
      halt(close(PlanStatus.CANCELLED, "CANCELLED", null, null));
      Workflow.newDetachedCancellationScope(this::drive).run();
    }
    PlanEnd[] end = new PlanEnd[1];
    Workflow.newDetachedCancellationScope(() -> end[0] = finish()).run();
    return end[0];
  }

  private PlanEnd finish() {
    desk.closeAll();
    Workflow.await(Workflow::isEveryHandlerFinished);
    scribe.flush();
    PlanEnd end =
        book.close(halted == null ? close(PlanStatus.COMPLETED, null, null, null) : halted);
    show(end.status());
    return end;
  }

  private void drive() {
    startReady();
    report();
    while (!state.ended()) {
      Workflow.await(() -> !inbox.isEmpty());
      while (!inbox.isEmpty()) {
        take(inbox.poll());
      }
      startReady();
      report();
    }
  }

  private void startReady() {
    while (halted == null && state.count(StepState.RUNNING) < MAX_RUNNING) {
      Integer step = state.poll();
      if (step == null) {
        return;
      }
      switch (schedule.turn(step)) {
        case START -> start(step);
        case NOT_TAKEN -> skip(step, "NOT_TAKEN", true);
        case NOT_NEEDED -> skip(step, "NOT_NEEDED", true);
      }
    }
  }

  private void start(int step) {
    int occurrence = state.occurrence(step);
    if (graph.step(step) instanceof GateStep) {
      state.waits(step);
    } else {
      state.started(step);
    }
    Async.procedure(
        () -> inbox.add(new Ended(step, occurrence, runner.run(step, notes.get(step)))));
  }

  private void take(Ended ended) {
    int step = ended.step();
    if (ended.occurrence() != state.occurrence(step) || state.state(step).terminal()) {
      return;
    }
    switch (ended.ending()) {
      case Ending.Done done -> state.completed(step, done.output());
      case Ending.NotMet _ -> skip(step, "CONDITION_FALSE", false);
      case Ending.Failed failed -> fail(step, failed);
      case Ending.Reopened reopened -> reopen(reopened);
      case Ending.Stopped _ -> state.cancelled(step);
    }
  }

  private void skip(int step, String reason, boolean untaken) {
    moved(step, StepState.SKIPPED, reason, null);
    state.skipped(step, untaken);
  }

  private void fail(int step, Ending.Failed failed) {
    boolean rejected = graph.step(step) instanceof GateStep && failed.reason().equals("REJECTED");
    BitSet open = new BitSet();
    if (rejected) {
      graph.descendants(step).stream().filter(i -> !state.state(i).terminal()).forEach(open::set);
    }
    boolean planFails = state.failed(step, rejected);
    moved(step, state.state(step), failed.reason(), failed.message());
    open.stream()
        .filter(i -> state.state(i) == StepState.SKIPPED)
        .forEach(i -> moved(i, StepState.SKIPPED, failed.reason(), null));
    if (planFails && halted == null) {
      String reason = rejected ? "REJECTED" : "STEP_FAILED";
      halt(close(PlanStatus.FAILED, reason, graph.step(step).id(), failed.message()));
    }
  }

  /** Nothing new starts; running attempts finish; all others end here. */
  private void halt(ClosePlan close) {
    halted = close;
    for (int step = 0; step < graph.size(); step++) {
      StepState now = state.state(step);
      if (!now.terminal() && now != StepState.RUNNING) {
        state.cancelled(step);
      }
    }
    desk.closeAll();
  }

  private ClosePlan close(
      PlanStatus end, @Nullable String reason, @Nullable String step, @Nullable String message) {
    List<String> all = snapshot.plan().steps().stream().map(each -> each.id()).toList();
    Map<String, Integer> uses = end == PlanStatus.COMPLETED ? state.uses(all) : Map.of();
    return new ClosePlan(
        start.tenant(), start.plan(), start.run(), end, reason, step, message, uses);
  }

  private void reopen(Ending.Reopened reopened) {
    if (reopened.edited() != null && reopened.output() != null) {
      state.edited(reopened.edited(), reopened.output());
      scribe.add(
          new Fact.OutputCommitted(
              graph.step(reopened.edited()).id(),
              state.occurrence(reopened.edited()),
              reopened.output(),
              "edited",
              now()));
    }
    reopened.again().stream()
        .filter(i -> state.state(i) == StepState.WAITING)
        .forEach(i -> desk.supersede(graph.step(i).id(), GateOutcome.ADJUSTED));
    state.reopen(reopened.again());
    String comment = reopened.comment();
    if (comment != null) {
      reopened.makers().stream()
          .forEach(i -> notes.merge(i, comment, (before, next) -> before + "\n" + next));
    }
    reopened.again().stream().forEach(i -> moved(i, StepState.PENDING, "REOPENED", null));
  }

  @Override
  public Ending.Reopened reopen(int gate, DecideGate decision) {
    return rerun.of(gate, decision);
  }

  private void moved(int step, StepState to, @Nullable String reason, @Nullable String message) {
    scribe.add(
        new Fact.StepMoved(
            graph.step(step).id(), state.occurrence(step), to, reason, message, now()));
  }

  private void report() {
    PlanStatus next =
        state.count(StepState.WAITING) > 0
                && state.count(StepState.RUNNING) + state.count(StepState.READY) == 0
            ? PlanStatus.WAITING
            : PlanStatus.RUNNING;
    if (next != status && halted == null && !state.ended()) {
      scribe.add(new Fact.PlanMoved(next, now()));
      show(next);
    }
    Workflow.setCurrentDetails(DetailsPage.of(status, graph, state, desk.open()));
  }

  private void show(PlanStatus next) {
    status = next;
    Workflow.upsertTypedSearchAttributes(SearchAttributes.STATUS.valueSet(next.name()));
  }

  PlanProgress progress() {
    return DetailsPage.progress(status, graph, state, desk.open());
  }

  @Override
  public boolean hasGate(String step) {
    return snapshot.plan().steps().stream()
        .anyMatch(each -> each instanceof GateStep && each.id().equals(step));
  }

  @Override
  public String requester() {
    return snapshot.requester();
  }

  @Override
  public boolean assertedAllowed() {
    return snapshot.assertedDecisions();
  }

  @Override
  public void record(Fact fact) {
    scribe.add(fact);
  }

  @Override
  public void flush() {
    scribe.flush();
  }

  @Override
  public String checkEdit(String step, Object output) {
    return book.check(new CheckEdit(start.tenant(), start.plan(), start.run(), step, output));
  }

  private static Instant now() {
    return Instant.ofEpochMilli(Workflow.currentTimeMillis());
  }
}
