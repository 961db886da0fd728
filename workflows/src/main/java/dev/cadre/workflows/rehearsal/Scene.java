package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.plan.Halt;
import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanState;
import dev.cadre.workflows.plan.StepSchedule;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A graph of steps in rehearsal: starts what may start, takes what ended, until every step has
 * ended. What follows from an end is the same as in the plan's workflow.
 */
final class Scene {

  private final Stage stage;
  private final PlanGraph graph;
  private final PlanState state;
  private final Vision vision;
  private final BooleanSupplier stopped;
  private final Runnable whenOver;
  private final StepSchedule schedule;
  private final Actor actor;
  private final Playbill playbill;
  private final Map<Integer, Play> plays = new HashMap<>();
  private @Nullable Halt halted;
  private boolean over;

  /**
   * One that has not begun.
   *
   * @param stopped whether what is around it starts nothing new
   * @param whenOver told when every step has ended
   */
  Scene(
      Stage stage,
      PlanGraph graph,
      PlanState state,
      Vision vision,
      BooleanSupplier stopped,
      Runnable whenOver) {
    this.stage = stage;
    this.graph = graph;
    this.state = state;
    this.vision = vision;
    this.stopped = stopped;
    this.whenOver = whenOver;
    schedule = new StepSchedule(graph, state);
    actor = new Actor(stage, vision);
    playbill = new Playbill(graph, state);
  }

  PlanState state() {
    return state;
  }

  Vision vision() {
    return vision;
  }

  /** What was seen of it. */
  Playbill playbill() {
    return playbill;
  }

  /** Null while steps may start, as far as this graph is concerned. */
  @Nullable Halt halted() {
    return halted;
  }

  /** Whether nothing starts here any more, for whatever reason. */
  boolean stopped() {
    return halted != null || stopped.getAsBoolean();
  }

  /** Starts what may start. */
  void goOn() {
    Integer step = stopped() ? null : state.poll();
    while (step != null) {
      switch (schedule.turn(step)) {
        case START -> start(step);
        case NOT_TAKEN -> skip(step, "NOT_TAKEN", true);
        case NOT_NEEDED -> skip(step, "NOT_NEEDED", true);
      }
      step = stopped() ? null : state.poll();
    }
    if (state.ended() && !over) {
      over = true;
      stage.agenda().after(Duration.ZERO, whenOver);
    }
  }

  private void start(int position) {
    Step step = graph.step(position);
    if (step instanceof GateStep || step instanceof WaitStep) {
      state.waits(position);
    } else {
      state.started(position);
    }
    try {
      String when = step.options().when();
      if (when != null && !vision.condition(when, stage.pointer(step) + "/when")) {
        ends(position, Act.of(new Ending.NotMet()));
      } else if (step.nested().isEmpty()) {
        ends(position, actor.act(step));
      } else {
        play(step, position);
      }
    } catch (StepFailed e) {
      ends(position, Act.of(e.ending()));
    }
  }

  private void play(Step step, int position) {
    String failure = stage.mocks().failures().get(step.id());
    if (failure != null) {
      ends(position, Act.of(new Ending.Failed(failure, Actor.TOLD)));
      return;
    }
    Play play =
        switch (step) {
          case MapStep map -> new MapPlay(stage, this, map, position);
          case LoopStep loop -> new LoopPlay(stage, this, loop, position);
          case SubplanStep subplan -> new SubplanPlay(stage, this, subplan, position);
          default -> throw new IllegalArgumentException(step.id() + " holds no steps");
        };
    plays.put(position, play);
    play.begin();
  }

  /** A step will end, after what it takes. */
  void ends(int position, Act act) {
    stage.agenda().after(act.takes(), () -> take(position, act));
  }

  private void take(int position, Act act) {
    plays.remove(position);
    if (state.state(position).terminal()) {
      return;
    }
    switch (act.ending()) {
      case Ending.Done done -> {
        state.completed(position, done.output());
        ended(position, null, null);
        playbill.completed(position, act.sampled());
      }
      case Ending.NotMet _ -> skip(position, "CONDITION_FALSE", false);
      case Ending.Failed failed -> fail(position, failed);
      case Ending.Stopped _ -> cancel(position);
      case Ending.Reopened _ -> throw new IllegalStateException("a dry run sends nothing back");
    }
    goOn();
  }

  private void skip(int position, String reason, boolean untaken) {
    state.skipped(position, untaken);
    ended(position, reason, null);
  }

  private void cancel(int position) {
    state.cancelled(position);
    ended(position, null, null);
  }

  private void fail(int position, Ending.Failed failed) {
    boolean rejected =
        failed.reason().equals("REJECTED") && graph.step(position) instanceof GateStep;
    BitSet barred = rejected ? state.skippedByRejection(position) : new BitSet();
    boolean all = state.failed(position, barred);
    ended(position, failed.reason(), failed.message());
    barred.stream().forEach(i -> ended(i, failed.reason(), null));
    if (all && halted == null) {
      halt(Halt.by(graph.step(position), failed));
    }
  }

  /** Nothing new starts; running steps finish; all others end here. */
  void halt(Halt why) {
    halted = why;
    for (int position = 0; position < graph.size(); position++) {
      StepState now = state.state(position);
      if (!now.terminal() && now != StepState.RUNNING) {
        cancel(position);
      }
    }
    plays.values().forEach(play -> play.halt(why));
    goOn();
  }

  private void ended(int position, @Nullable String reason, @Nullable String message) {
    stage.order().add(graph.step(position).id());
    playbill.ended(position, reason, message);
  }
}
