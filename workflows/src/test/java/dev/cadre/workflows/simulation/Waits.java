package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What waits for a time or a signal, and what happens when a time is over. */
final class Waits {

  /** What a wait yields; the moment in it is nobody's business. */
  static final Object OUTPUT = "waited";

  private static final double HOUR = 3600;

  /** How far the true time may be ahead of the model's. */
  private static final double MOST_LATE = HOUR / 2;

  private final Model model;

  Waits(Model model) {
    this.model = model;
  }

  void begin(Cell cell, WaitStep wait) {
    double timeout = wait.options().timeout().toSeconds();
    cell.state = StepState.WAITING;
    if (wait.signal() != null) {
      if (model.notices.getOrDefault(wait.signal(), 0) > 0) {
        model.notices.merge(wait.signal(), -1, Integer::sum);
        model.endings.complete(cell, OUTPUT);
      } else if (timeout < StepOptions.NO_TIMEOUT.toSeconds()) {
        cell.due = model.now + timeout;
        cell.timesOut = true;
      }
      return;
    }
    double rest = rest(cell, wait);
    if (Math.abs(rest - timeout) < 2 * HOUR) {
      throw new Undecided("a wait and its timeout end together");
    }
    if (rest <= 0) {
      model.endings.complete(cell, OUTPUT);
    } else {
      cell.due = model.now + Math.min(rest, timeout);
      cell.timesOut = timeout < rest;
    }
  }

  private double rest(Cell cell, WaitStep wait) {
    if (wait.duration() != null) {
      return wait.duration().toSeconds();
    }
    // A subplan's own input says a time that is over.
    boolean plans =
        Stream.iterate(cell.room, room -> room.holder != null, room -> room.holder.room)
            .noneMatch(room -> room.holder.step.kind().equals("subplan"));
    double rest = plans ? model.at - model.now : -HOUR;
    if (Math.abs(rest) < 2 * HOUR && plans) {
      throw new Undecided("a wait begins when its time is over");
    }
    return rest;
  }

  /** Those whose time is over first; all of one moment. */
  List<Cell> first() {
    List<Cell> timed =
        model.root.cells.values().stream()
            .flatMap(Cell::tree)
            .filter(cell -> cell.due != null && !(model.paused && cell.container()))
            .toList();
    if (timed.isEmpty()) {
      return timed;
    }
    if (model.late > MOST_LATE) {
      throw new Undecided("calls took as long as waits");
    }
    double first = timed.stream().mapToDouble(cell -> cell.due).min().orElseThrow();
    List<Cell> due = timed.stream().filter(cell -> cell.due < first + 1).toList();
    boolean near =
        timed.stream().anyMatch(cell -> cell.due >= first + 1 && cell.due < first + 2 * HOUR);
    boolean alike =
        due.stream().allMatch(cell -> cell.step instanceof WaitStep)
            || due.stream().allMatch(cell -> cell.step instanceof GateStep)
                && due.stream().map(cell -> cell.room).distinct().count() == due.size();
    if (near || due.size() > 1 && !alike) {
      throw new Undecided("two times are over together");
    }
    return due;
  }

  /** Time passes until these are due. */
  Stage.Move.Pass pass(List<Cell> due) {
    double moment = due.getFirst().due;
    model.now = moment + 1.5 * MOST_LATE;
    model.late = 0;
    for (Cell cell : due) {
      if (cell.state.terminal()) {
        continue;
      }
      switch (cell.step) {
        case WaitStep _ -> end(cell);
        case GateStep _ -> {
          cell.opening().outcome = dev.cadre.workflows.gate.GateOutcome.EXPIRED;
          model.endings.reject(cell);
        }
        default -> model.endings.expire(cell);
      }
    }
    return new Stage.Move.Pass(model.now);
  }

  private void end(Cell cell) {
    if (cell.timesOut) {
      model.endings.fail(cell, Set.of("TIMEOUT"));
    } else {
      model.endings.complete(cell, OUTPUT);
    }
  }

  /** Waits for a signal, by its name. */
  Map<String, List<Cell>> signals() {
    return model.root.cells.values().stream()
        .flatMap(Cell::tree)
        .filter(cell -> cell.state == StepState.WAITING)
        .filter(cell -> cell.step instanceof WaitStep wait && wait.signal() != null)
        .collect(
            java.util.stream.Collectors.groupingBy(
                cell -> ((WaitStep) cell.step).signal(),
                java.util.TreeMap::new,
                java.util.stream.Collectors.toList()));
  }

  Stage.Move.Notices notice(String signal, List<Cell> waiting) {
    waiting.forEach(cell -> model.endings.complete(cell, OUTPUT));
    return new Stage.Move.Notices(signal, waiting.size());
  }

  /** An operator pauses the plan or lets it go on; a pause stops the time of containers. */
  Stage.Move.Steer steer(boolean paused) {
    if (!paused) {
      double pause = model.now - model.pausedSince;
      model.root.cells.values().stream()
          .flatMap(Cell::tree)
          .filter(cell -> cell.container() && cell.due != null)
          .forEach(cell -> cell.due += pause);
    }
    model.pausedSince = model.now;
    model.paused = paused;
    return new Stage.Move.Steer(paused);
  }
}
