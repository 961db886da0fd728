package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What a world has seen, compared with what the model expects. */
final class Comparison {

  private final Expectation expected;
  private final Seen seen;
  private final List<String> differences;

  private Comparison(Expectation expected, Seen seen) {
    this.expected = expected;
    this.seen = seen;
    differences = new ArrayList<>(seen.wrong);
  }

  /** Every difference, in words; empty when the two agree. */
  static List<String> of(Expectation expected, Seen seen) {
    return new Comparison(expected, seen).all();
  }

  private List<String> all() {
    end();
    Set<String> known = new HashSet<>();
    expected.root().cells.values().stream()
        .flatMap(Cell::tree)
        .forEach(cell -> {
          known.add(cell.place);
          state(cell);
          if (!cell.optional || seen.rows.containsKey(cell.place)) {
            runs(cell);
            openings(cell);
          }
        });
    seen.rows.keySet().stream()
        .filter(place -> !known.contains(place))
        .forEach(place -> differences.add(place + " is nothing that the model knows"));
    return differences;
  }

  private void end() {
    ClosePlan close = seen.close;
    if (close == null) {
      differences.add("does something after its end");
      return;
    }
    boolean failed = expected.status() == PlanStatus.FAILED;
    if (close.status() != expected.status()
        || failed && !expected.reasons().contains(close.reason())
        || failed && !expected.steps().contains(close.step())) {
      differences.add(
          "ends "
              + close
              + ", expected "
              + expected.status()
              + expected.reasons()
              + expected.steps());
    }
    uses(close);
  }

  /** The results of which the plan's own is made. */
  private void uses(ClosePlan close) {
    Map<String, Integer> uses = new HashMap<>();
    expected.root().cells.values().stream()
        .filter(cell -> cell.state == StepState.COMPLETED)
        .forEach(cell -> uses.put(cell.step.id(), cell.round));
    if (expected.status() == PlanStatus.COMPLETED && !uses.equals(close.uses())) {
      differences.add("ends with " + close.uses() + ", expected " + uses);
    }
  }

  private void state(Cell cell) {
    Seen.Row row = seen.rows.get(cell.place);
    boolean open = row == null || !row.state().terminal();
    boolean mayBeOpen = cell.optional || cell.state == StepState.CANCELLED;
    if (open && mayBeOpen) {
      return;
    }
    if (!open && mayBeOpen && row.state() == cell.left) {
      // It has not begun in this run.
      return;
    }
    if (open || row.state() != cell.state) {
      differences.add(cell + " is " + row + ", expected " + cell.state + cell.reasons);
      return;
    }
    if (!cell.reasons.isEmpty() && !cell.reasons.contains(row.reason())) {
      differences.add(cell + " failed by " + row.reason() + ", expected " + cell.reasons);
    }
    if (cell.room.holder == null && row.occurrence() != cell.round) {
      differences.add(cell + " is " + row + ", expected occurrence " + cell.round);
    }
    if (cell.state == StepState.COMPLETED
        && !Objects.equals(seen.outputs.get(cell.place), cell.output)) {
      differences.add(
          cell + " yields " + seen.outputs.get(cell.place) + ", expected " + cell.output);
    }
  }

  private void runs(Cell cell) {
    List<Seen.Run> actual = seen.runs.getOrDefault(cell.place, List.of());
    if (actual.size() > cell.runs.size()) {
      differences.add(cell + " runs " + actual + ", expected " + cell.runs);
      return;
    }
    for (int i = 0; i < cell.runs.size(); i++) {
      Cell.Run run = cell.runs.get(i);
      boolean optional = cell.optional && run.phase() == cell.touched;
      Seen.Run made = i < actual.size() ? actual.get(i) : null;
      List<String> calls = made == null ? List.of() : made.calls();
      boolean fits =
          optional
              ? calls.equals(run.calls().subList(0, Math.min(calls.size(), run.calls().size())))
              : made != null && calls.equals(run.calls());
      if (!fits) {
        differences.add(cell + " makes " + actual + ", expected " + cell.runs);
        return;
      }
      if (made != null
          && made.notes().stream().anyMatch(note -> !Objects.equals(note, run.note()))) {
        differences.add(cell + " is told " + made.notes() + ", expected " + run);
      }
    }
  }

  private void openings(Cell cell) {
    if (!(cell.step instanceof GateStep)) {
      return;
    }
    List<Seen.Opening> actual = seen.openings.getOrDefault(cell.place, List.of());
    int least = cell.openings.size();
    if (cell.optional && least > 0 && cell.opening().phase == cell.touched) {
      least--;
    }
    if (actual.size() < least || actual.size() > cell.openings.size()) {
      differences.add(cell + " opens " + actual.size() + ", expected " + cell.openings.size());
      return;
    }
    for (int i = 0; i < least; i++) {
      GateOutcome outcome = actual.get(i).outcome;
      GateOutcome wanted = cell.openings.get(i).outcome;
      boolean last = i + 1 == cell.openings.size();
      // The plan's own end tells of no gate; a container's does.
      boolean byAnEnd =
          (outcome == null || outcome == GateOutcome.CANCELLED)
              && (wanted == GateOutcome.CANCELLED || last && cell.optional);
      if (outcome != wanted && !byAnEnd) {
        differences.add(cell + " closes " + outcome + ", expected " + wanted + ", opening " + i);
      }
    }
  }
}
