package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A graph of steps at work: starts what may start, takes what ended, until every step has ended.
 * Steps run as coroutines of their own and hand their endings to the one loop here, which alone
 * changes the state.
 */
final class Scope {

  /** Visible attempts in flight; the server refuses 2,000 pending ones. */
  private static final int MAX_RUNNING = 500;

  /**
   * Why nothing new starts any more.
   *
   * @param reason a code
   * @param step the step that failed, if one did
   */
  record Halt(String reason, @Nullable String step, @Nullable String message) {}

  private record Ended(int step, int occurrence, Ending ending) {}

  private final RunParts parts;
  private final PlanGraph graph;
  private final PlanState state;
  private final StepSchedule schedule;
  private final StepRunner runner;
  private final ArrayDeque<Ended> inbox = new ArrayDeque<>();
  private final Map<Integer, String> notes = new HashMap<>();
  private @Nullable Halt halted;

  Scope(RunParts parts, PlanGraph graph, PlanState state) {
    this.parts = parts;
    this.graph = graph;
    this.state = state;
    schedule = new StepSchedule(graph, state);
    runner = new StepRunner(parts, graph, state);
  }

  PlanGraph graph() {
    return graph;
  }

  PlanState state() {
    return state;
  }

  /** Null while steps may start. */
  @Nullable Halt halted() {
    return halted;
  }

  /**
   * Works until every step has ended.
   *
   * @param turn told after each round of starts
   */
  void drive(Runnable turn) {
    startReady();
    turn.run();
    while (!state.ended()) {
      Workflow.await(() -> !inbox.isEmpty() || (mayStart() && state.hasNext()));
      while (!inbox.isEmpty()) {
        take(inbox.poll());
      }
      startReady();
      turn.run();
    }
  }

  private void startReady() {
    while (mayStart()) {
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

  private boolean mayStart() {
    return halted == null && !parts.pause().on() && state.count(StepState.RUNNING) < MAX_RUNNING;
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
    boolean all = state.failed(step, rejected);
    moved(step, state.state(step), failed.reason(), failed.message());
    open.stream()
        .filter(i -> state.state(i) == StepState.SKIPPED)
        .forEach(i -> moved(i, StepState.SKIPPED, failed.reason(), null));
    if (all && halted == null) {
      String reason = rejected ? "REJECTED" : "STEP_FAILED";
      halt(new Halt(reason, graph.step(step).id(), failed.message()));
    }
  }

  /** Nothing new starts; running attempts finish; all others end here. */
  void halt(Halt why) {
    halted = why;
    for (int step = 0; step < graph.size(); step++) {
      StepState now = state.state(step);
      if (!now.terminal() && now != StepState.RUNNING) {
        state.cancelled(step);
      }
    }
    parts.desk().closeAll();
  }

  private void reopen(Ending.Reopened reopened) {
    if (reopened.edited() != null && reopened.output() != null) {
      state.edited(reopened.edited(), reopened.output());
      parts
          .scribe()
          .add(
              new Fact.OutputCommitted(
                  graph.step(reopened.edited()).id(),
                  state.occurrence(reopened.edited()),
                  reopened.output(),
                  "edited",
                  WorkflowTime.now()));
    }
    reopened.again().stream()
        .filter(i -> state.state(i) == StepState.WAITING)
        .forEach(i -> parts.desk().supersede(graph.step(i).id(), GateOutcome.ADJUSTED));
    state.reopen(reopened.again());
    String comment = reopened.comment();
    if (comment != null) {
      reopened.makers().stream()
          .forEach(i -> notes.merge(i, comment, (before, next) -> before + "\n" + next));
    }
    reopened.again().stream().forEach(i -> moved(i, StepState.PENDING, "REOPENED", null));
  }

  private void moved(int step, StepState to, @Nullable String reason, @Nullable String message) {
    parts
        .scribe()
        .add(
            new Fact.StepMoved(
                graph.step(step).id(),
                state.occurrence(step),
                to,
                reason,
                message,
                WorkflowTime.now()));
  }
}
