package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepState;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How steps end, and what their ends end with them. */
final class Endings {

  private final Model model;

  Endings(Model model) {
    this.model = model;
  }

  void complete(Cell cell, Object output) {
    cell.output = output;
    end(cell, StepState.COMPLETED);
  }

  void skip(Cell cell, boolean untaken) {
    cell.untaken = untaken;
    end(cell, StepState.SKIPPED);
  }

  private void end(Cell cell, StepState state) {
    cell.touched = model.phase;
    cell.state = state;
    cell.due = null;
  }

  /** A step failed: its {@code onFailure} says what follows. */
  void fail(Cell cell, Set<String> reasons) {
    cell.reasons.addAll(reasons);
    OnFailure.Mode mode = cell.step.options().onFailure().mode();
    end(cell, mode == OnFailure.Mode.SKIP ? StepState.SKIPPED : StepState.FAILED);
    if (mode == OnFailure.Mode.FAIL) {
      cell.room.fatal.add(cell);
    }
  }

  /** A gate was rejected: behind it is only what its stand-in leads to. */
  void reject(Cell gate) {
    fail(gate, Set.of("REJECTED"));
    Cell standIn = gate.room.standInOf(gate);
    Set<Cell> open =
        standIn == null ? Set.of() : new LinkedHashSet<>(gate.room.descendants(standIn));
    for (Cell cell : gate.room.descendants(gate)) {
      if (!cell.state.terminal() && cell != standIn && !open.contains(cell)) {
        cancel(cell);
        skip(cell, true);
        cell.barrier = gate;
      }
    }
  }

  /** Ends what has not ended, and all inside. */
  void cancel(Cell cell) {
    if (cell.state.terminal()) {
      return;
    }
    if (cell.state == StepState.WAITING && cell.step instanceof GateStep) {
      cell.opening().outcome = GateOutcome.CANCELLED;
    }
    cell.boxes.stream()
        .flatMap(box -> box.live.stream())
        .flatMap(room -> room.cells.values().stream())
        .forEach(this::cancel);
    end(cell, StepState.CANCELLED);
  }

  /** Ends a container in which something failed; whether there was one. */
  boolean stop(Room room) {
    for (Cell cell : room.cells.values()) {
      if (cell.container() && cell.state == StepState.RUNNING) {
        List<Room> live = List.copyOf(cell.box().live);
        if (live.stream().anyMatch(this::stop)) {
          return true;
        }
        Set<Cell> fatal =
            live.stream().flatMap(each -> each.fatal.stream()).collect(Collectors.toSet());
        if (!fatal.isEmpty()) {
          halt(cell.box().rooms, fatal);
          fail(cell, reasons(fatal));
          return true;
        }
      }
    }
    return false;
  }

  /** Of what stops a room: a rejection stays one, whatever else is a failed step. */
  static Set<String> reasons(Set<Cell> fatal) {
    return fatal.stream()
        .flatMap(cell -> cell.reasons.stream())
        .map(reason -> reason.equals("REJECTED") ? reason : "STEP_FAILED")
        .collect(Collectors.toSet());
  }

  /**
   * Nothing new begins in these rooms. What this phase did there may have been prevented, but for
   * what led to the failure, where there is only one, and what a rejection takes along. Another
   * gate that was rejected in the same phase may have been too late for the steps behind both.
   */
  void halt(List<Room> rooms, Set<Cell> fatal) {
    Set<Cell> certain = new LinkedHashSet<>();
    if (fatal.size() == 1) {
      Cell only = fatal.iterator().next();
      Stream.concat(Stream.of(only), only.room.ancestors(only).stream())
          .flatMap(Cell::tree)
          .forEach(certain::add);
      if (only.step instanceof GateStep && only.reasons.contains("REJECTED")) {
        certain.addAll(only.room.descendants(only));
      }
    }
    rooms.stream()
        .flatMap(room -> room.cells.values().stream())
        .flatMap(Cell::tree)
        .filter(cell -> cell.touched == model.phase && !certain.contains(cell))
        .forEach(cell -> cell.optional = true);
    rooms.forEach(room -> room.cells.values().forEach(this::cancel));
  }

  /** A container's time is over. */
  void expire(Cell cell) {
    cell.box().rooms.forEach(room -> room.cells.values().forEach(this::cancel));
    fail(cell, Set.of("TIMEOUT"));
  }
}
