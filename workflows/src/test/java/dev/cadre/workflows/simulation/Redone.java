package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** A plan that has ended is done again from a step, as a new one, by the rules of {@code :redo}. */
final class Redone {

  private static final Pattern EDITED = Pattern.compile("\\binput\\.(n|at)\\b");

  private final Room root;
  private final String from;
  private final boolean edited;

  /**
   * Of a plan.
   *
   * @param edited whether {@code n} and {@code at} of its input are others
   */
  Redone(Room root, String from, boolean edited) {
    this.root = root;
    this.from = from;
    this.edited = edited;
  }

  /** Results of the plan's own steps that the new plan takes over, by step. */
  Map<String, Object> results(Seen seen) {
    Set<String> kept = kept();
    Map<String, Object> results = new LinkedHashMap<>();
    synchronized (seen) {
      root.cells.forEach((id, cell) -> {
        Seen.Row row = seen.rows.get(cell.place);
        if (kept.contains(id) && row != null && row.state() == StepState.COMPLETED) {
          results.put(id, seen.outputs.get(cell.place));
        }
      });
    }
    return results;
  }

  /** The steps that do not run anew. */
  Set<String> kept() {
    Set<String> kept = new LinkedHashSet<>(root.cells.keySet());
    anew().forEach(cell -> kept.remove(cell.step.id()));
    return kept;
  }

  /** The step and all behind it, also through a stand-in: it may not be needed this time. */
  private Set<Cell> anew() {
    Set<Cell> anew = new LinkedHashSet<>();
    List<Cell> open = new ArrayList<>();
    root.cells.values().stream()
        .filter(cell -> cell.step.id().equals(from) || (edited && stale(cell.step)))
        .forEach(open::add);
    while (!open.isEmpty()) {
      Cell next = open.removeLast();
      if (anew.add(next)) {
        open.addAll(root.descendants(next));
        Cell standIn = root.standInOf(next);
        if (standIn != null) {
          open.add(standIn);
        }
      }
    }
    return anew;
  }

  /** Whether it is, or holds, a gate, or reads what was edited. */
  private static boolean stale(Step step) {
    return PlanSteps.all(List.of(step)).anyMatch(GateStep.class::isInstance) || reads(step);
  }

  /** What a subplan holds sees the subplan's input. */
  private static boolean reads(Step step) {
    String own =
        switch (step) {
          case SubplanStep subplan -> subplan.options() + " " + subplan.input();
          case MapStep map -> map.options() + " " + map.over();
          case LoopStep loop -> loop.options() + " " + loop.until();
          default -> step.toString();
        };
    return EDITED.matcher(own).find()
        || (!(step instanceof SubplanStep) && step.nested().stream().anyMatch(Redone::reads));
  }
}
