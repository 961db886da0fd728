package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** A failed plan is tried again: what stands of it, by the rules of {@code :retry}. */
final class Retry {

  private final Model model;
  private final Seen seen;

  /**
   * Of a model.
   *
   * @param seen what its plan did: where a failure let the model say several things, one of them is
   *     true now
   */
  Retry(Model model, Seen seen) {
    this.model = model;
    this.seen = seen;
  }

  void apply() {
    synchronized (seen) {
      model.root.cells.values().stream()
          .flatMap(Cell::tree)
          .filter(cell -> cell.optional)
          .toList()
          .forEach(this::decide);
    }
    model.root.fatal.clear();
    model.root.cells.values().forEach(Retry::backToTheStart);
  }

  /** Takes what is known of a step that may have been prevented. */
  private void decide(Cell cell) {
    Seen.Row row = seen.rows.get(cell.place);
    StepState state = row == null ? StepState.CANCELLED : row.state();
    if (cell.step instanceof WaitStep wait
        && wait.signal() != null
        && cell.state == StepState.COMPLETED
        && state != StepState.COMPLETED) {
      // It has not taken the signal.
      model.notices.merge(wait.signal(), 1, Integer::sum);
    }
    cell.state = state;
    cell.output = state == StepState.COMPLETED ? seen.outputs.get(cell.place) : null;
    cell.optional = false;
    cell.reasons.clear();
    if (row != null && row.reason() != null) {
      cell.reasons.add(row.reason());
    }
    if (cell.room.holder == null) {
      cell.round = row == null ? 1 : row.occurrence();
    }
    runs(cell);
    openings(cell);
  }

  private void runs(Cell cell) {
    List<Seen.Run> made = seen.runs.getOrDefault(cell.place, List.of());
    while (cell.runs.size() > made.size()) {
      cell.runs.removeLast();
      if (cell.container()) {
        Cell.Box never = cell.boxes.removeLast();
        cell.kept = never.from == null ? cell.kept : never.from;
      }
    }
    for (int i = 0; i < made.size(); i++) {
      Cell.Run run = cell.runs.get(i);
      List<String> calls = new ArrayList<>(made.get(i).calls());
      cell.runs.set(i, new Cell.Run(run.phase(), run.round(), calls, run.note()));
    }
  }

  private void openings(Cell cell) {
    List<Seen.Opening> made = seen.openings.getOrDefault(cell.place, List.of());
    while (cell.openings.size() > made.size()) {
      cell.openings.removeLast();
    }
    for (int i = 0; i < made.size(); i++) {
      cell.openings.get(i).outcome = Objects.requireNonNull(made.get(i).outcome);
    }
  }

  /** Results stand; every other step gets its chance anew, under new keys where it needs them. */
  private static void backToTheStart(Cell cell) {
    if (cell.state == StepState.COMPLETED) {
      return;
    }
    Kept.keep(cell);
    if (cell.state != StepState.SKIPPED || cell.ran() && called(cell)) {
      cell.round++;
    } else if (cell.ran()) {
      // The same occurrence comes once more.
      cell.runs.removeLast();
      if (cell.container()) {
        cell.boxes.removeLast();
      }
    }
    cell.reset();
  }

  private static boolean called(Cell cell) {
    return cell.container() ? cell.box().entered() : !cell.runs.getLast().calls().isEmpty();
  }
}
