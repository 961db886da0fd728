package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan that has ended is done again from a step, as a new one, by the rules of {@code :redo}. */
final class Redone {

  private Redone() {}

  /** Results of the plan's own steps that the new plan takes over, by step. */
  static Map<String, Object> kept(Room root, Seen seen, String from) {
    Set<String> kept = kept(root, from);
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
  static Set<String> kept(Room root, String from) {
    Set<Cell> anew = anew(root, from);
    Set<String> kept = new LinkedHashSet<>(root.cells.keySet());
    anew.forEach(cell -> kept.remove(cell.step.id()));
    return kept;
  }

  /** The step and all behind it, also through a stand-in: it may not be needed this time. */
  private static Set<Cell> anew(Room root, String from) {
    Set<Cell> anew = new LinkedHashSet<>();
    List<Cell> open = new ArrayList<>(List.of(root.cells.get(from)));
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
}
