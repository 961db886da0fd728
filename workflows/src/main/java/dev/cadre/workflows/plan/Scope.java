package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A graph of steps at work: starts what may start, takes what ended, until every step has ended.
 * Steps run as coroutines of their own and hand their endings to the one loop here, which alone
 * changes the state. The plan is a scope, and so is each instance of a container.
 */
final class Scope {

  /** Visible attempts in flight; the server refuses 2,000 pending ones. */
  private static final int MAX_RUNNING = 500;

  private record Ended(int step, int occurrence, Ending ending) {}

  private final RunParts parts;
  private final PlanGraph graph;
  private final PlanState state;
  private final Place place;
  private final StepSchedule schedule;
  private final StepRunner runner;
  private final ArrayDeque<Ended> inbox = new ArrayDeque<>();
  private final Comments comments;
  private final ScopeFacts facts;
  private final Aftermath aftermath;
  private final TakeUp takeUp;
  private final Containers containers = new Containers();
  private @Nullable Halt halted;

  Scope(RunParts parts, PlanGraph graph, PlanState state, Place place) {
    this.parts = parts;
    this.graph = graph;
    this.state = state;
    this.place = place;
    comments = new Comments(graph, place, parts.notes(place.number()));
    facts = new ScopeFacts(parts.scribe(), graph, state, place);
    aftermath = new Aftermath(graph, state, facts, comments, parts.desk());
    takeUp = new TakeUp(graph, state, place.left());
    parts
        .rounds(place.number())
        .filter(round -> graph.has(round.step()))
        .forEach(round -> state.restoreRound(graph.position(round.step()), round.round()));
    schedule = new StepSchedule(graph, state);
    runner = new StepRunner(parts, this);
  }

  PlanGraph graph() {
    return graph;
  }

  PlanState state() {
    return state;
  }

  ScopeFacts facts() {
    return facts;
  }

  Containers containers() {
    return containers;
  }

  Sight sight() {
    return place.sight();
  }

  /** Where a step stands in the document. */
  String pointer(int step) {
    return place.pointer(step);
  }

  TakeUp takeUp() {
    return takeUp;
  }

  /** The occurrence of each step that the step's own work reads. */
  Map<String, Integer> uses(Step step) {
    return runner.uses(step);
  }

  /** Null while steps may start, as far as this scope is concerned. */
  @Nullable Halt halted() {
    return halted;
  }

  /** Whether nothing starts here any more, for whatever reason. */
  boolean stopped() {
    return halted != null || place.stopped().getAsBoolean();
  }

  /** Whether something may start now. */
  boolean mayStart() {
    return !stopped()
        && !parts.pause().on()
        && parts.tally().running() < MAX_RUNNING
        && !parts.history().now();
  }

  /**
   * Works until every step has ended, also when the plan is cancelled meanwhile; or until the plan
   * is to go on in a new history.
   *
   * @return whether it was cancelled
   */
  boolean toEnd() {
    try {
      drive();
      return false;
    } catch (CanceledFailure e) {
      halt(new Halt("CANCELLED", null, null));
      Workflow.newDetachedCancellationScope(this::drive).run();
      return true;
    }
  }

  private void drive() {
    if (stopped() && halted == null) {
      // What is around it was stopped before it began, and will not say so again.
      halt(new Halt("STOPPED", null, null));
    }
    if (!stopped()) {
      // Whatever keeps new steps from starting.
      takeUp.due().forEach(this::start);
    }
    startReady();
    parts.turn().run();
    while (!state.ended() && !mayHandOver()) {
      Workflow.await(() -> hasWork() || mayHandOver());
      while (!inbox.isEmpty()) {
        parts.history().look();
        take(inbox.poll());
      }
      startReady();
      parts.turn().run();
    }
  }

  private boolean hasWork() {
    return !inbox.isEmpty() || (mayStart() && state.hasNext()) || state.ended();
  }

  /** Whether nothing happens here until somebody or something outside acts. */
  boolean idle() {
    return !hasWork() && containers.idle();
  }

  /** Whether the plan can go on in a new history now: it should, and nothing is under way. */
  boolean mayHandOver() {
    return !place.inside()
        && parts.history().now()
        && parts.tally().running() == 0
        && parts.desk().settled()
        && idle();
  }

  /** Comments for steps, of this scope and those inside; what runs once more is told all. */
  Stream<Carried.Note> notes() {
    return Stream.concat(comments.left(), containers.notes());
  }

  /** Rounds of gates that were sent back, in instances inside of this scope. */
  Stream<Carried.Round> rounds() {
    Stream<Carried.Round> own =
        IntStream.range(0, place.inside() ? graph.size() : 0)
            .filter(i -> graph.step(i) instanceof GateStep && state.round(i) > 1)
            .mapToObj(i -> new Carried.Round(place.number(), graph.step(i).id(), state.round(i)));
    return Stream.concat(own, containers.rounds());
  }

  private void startReady() {
    while (mayStart()) {
      Integer step = state.poll();
      if (step == null) {
        return;
      }
      switch (schedule.turn(step)) {
        case START -> start(step);
        case NOT_TAKEN -> aftermath.skip(step, "NOT_TAKEN", true);
        case NOT_NEEDED -> aftermath.skip(step, "NOT_NEEDED", true);
      }
    }
  }

  private void start(int step) {
    int occurrence = state.occurrence(step);
    if (graph.step(step) instanceof GateStep || graph.step(step) instanceof WaitStep) {
      state.waits(step);
    } else {
      state.started(step);
    }
    Async.procedure(() ->
        inbox.add(new Ended(step, occurrence, runner.run(step, occurrence, comments.of(step)))));
  }

  private void take(Ended ended) {
    int step = ended.step();
    if (ended.occurrence() != state.occurrence(step) || state.state(step).terminal()) {
      return;
    }
    Halt why = aftermath.of(step, ended.ending());
    if (why != null && halted == null) {
      halt(why);
    }
  }

  /** Nothing new starts; running attempts finish; all others end here. */
  void halt(Halt why) {
    halted = why;
    for (int step = 0; step < graph.size(); step++) {
      StepState now = state.state(step);
      if (!now.terminal() && now != StepState.RUNNING) {
        if (now == StepState.WAITING) {
          // The plan's own end closes what is left open; that of an instance must say so itself.
          parts.desk().close(graph.step(step).id(), state.occurrence(step), place.inside());
        }
        state.cancelled(step);
      }
    }
    containers.halt(why);
  }
}
