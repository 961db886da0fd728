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
import java.util.HashMap;
import java.util.List;
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

  /**
   * Earlier histories took up once more what an earlier part had left under way, whenever they were
   * about to go on in a new history and did not: a gate opened before its needs had ended.
   */
  private static final String TAKEN_UP_ONCE = "what-was-under-way-is-taken-up-once";

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
  private final Map<Integer, Container> containers = new HashMap<>();
  private @Nullable Halt halted;
  private boolean takenUp;

  Scope(RunParts parts, PlanGraph graph, PlanState state, Place place) {
    this.parts = parts;
    this.graph = graph;
    this.state = state;
    this.place = place;
    comments = new Comments(graph, place, parts.notes(place.number()));
    facts = new ScopeFacts(parts.scribe(), graph, state, place);
    aftermath = new Aftermath(graph, state, facts, comments, parts.desk());
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

  Sight sight() {
    return place.sight();
  }

  /** Where a step stands in the document. */
  String pointer(int step) {
    return place.pointer(step);
  }

  /** For a container that was left at work, once: the occurrence whose results stand. */
  @Nullable Integer keptFrom(int step) {
    return place.left().kept().remove(graph.step(step).id());
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
    takeUp();
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

  /**
   * What was under way goes on whatever keeps new steps from starting; once, for what a reviewer
   * sends back later is not under way any more.
   */
  private void takeUp() {
    boolean again = takenUp;
    takenUp = true;
    if (stopped()) {
      return;
    }
    List<Integer> left =
        place.left().underWay().stream()
            .map(graph::position)
            .filter(step -> state.state(step) == StepState.PENDING)
            .toList();
    boolean once =
        again
            && !left.isEmpty()
            && Workflow.getVersion(TAKEN_UP_ONCE, Workflow.DEFAULT_VERSION, 1)
                > Workflow.DEFAULT_VERSION;
    if (!once) {
      left.forEach(this::start);
    }
  }

  private boolean hasWork() {
    return !inbox.isEmpty() || (mayStart() && state.hasNext()) || state.ended();
  }

  /** Whether nothing happens here until somebody or something outside acts. */
  boolean idle() {
    return !hasWork() && containers.values().stream().allMatch(Container::idle);
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
    return Stream.concat(comments.left(), containers.values().stream().flatMap(Container::notes));
  }

  /** Rounds of gates that were sent back, in instances inside of this scope. */
  Stream<Carried.Round> rounds() {
    Stream<Carried.Round> own =
        IntStream.range(0, place.inside() ? graph.size() : 0)
            .filter(i -> graph.step(i) instanceof GateStep && state.round(i) > 1)
            .mapToObj(i -> new Carried.Round(place.number(), graph.step(i).id(), state.round(i)));
    return Stream.concat(own, containers.values().stream().flatMap(Container::rounds));
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
    containers.values().forEach(container -> container.halt(why));
  }

  /** A container of this scope is at work. */
  void contains(int step, Container container) {
    containers.put(step, container);
  }

  void contained(int step) {
    containers.remove(step);
  }
}
