package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The steps of one graph in one instance: the plan's own, or those of an item, a turn or a subplan.
 * Everything about the graph is said by looking, nothing is kept.
 */
final class Room implements Condition.View {

  final String place;
  final Map<String, Cell> cells = new LinkedHashMap<>();

  /** The container that holds it; null for the plan's own. */
  final Cell holder;

  /** The item's number or the turn's. */
  final long bound;

  /** In a loop: what the turn before made. */
  Object before;

  /** Steps whose failure ends it. */
  final Set<Cell> fatal = new LinkedHashSet<>();

  /** Of a subplan, or of the plan: {@code input.n}. */
  private final long input;

  Room(String place, List<Step> steps, Cell holder, long bound, long input) {
    this.place = place;
    this.holder = holder;
    this.bound = bound;
    this.input = input;
    steps.forEach(step -> cells.put(step.id(), new Cell(step, this)));
  }

  /** Another one of the same steps, for the same item or turn. */
  Room at(String otherPlace, Cell otherHolder) {
    List<Step> steps = cells.values().stream().map(cell -> cell.step).toList();
    return new Room(otherPlace, steps, otherHolder, bound, input);
  }

  /** As the last frame says it. */
  int index() {
    return Integer.parseInt(place.substring(place.lastIndexOf('[') + 1, place.length() - 1));
  }

  boolean ended() {
    return cells.values().stream().allMatch(cell -> cell.state.terminal());
  }

  List<Cell> needs(Cell cell) {
    return cell.step.options().dependsOn().stream().map(cells::get).toList();
  }

  /** All that comes before, without the step itself. */
  Set<Cell> ancestors(Cell cell) {
    Set<Cell> all = new LinkedHashSet<>();
    List<Cell> open = new ArrayList<>(needs(cell));
    while (!open.isEmpty()) {
      Cell next = open.removeLast();
      if (all.add(next)) {
        open.addAll(needs(next));
      }
    }
    return all;
  }

  /** All that comes after, without the step itself. */
  Set<Cell> descendants(Cell cell) {
    Set<Cell> all = new LinkedHashSet<>();
    cells.values().stream().filter(other -> ancestors(other).contains(cell)).forEach(all::add);
    return all;
  }

  /** The steps that name this one in {@code onFailure}. */
  List<Cell> standsInFor(Cell cell) {
    return cells.values().stream()
        .filter(other -> cell.step.id().equals(other.step.options().onFailure().step()))
        .toList();
  }

  Cell standInOf(Cell cell) {
    OnFailure onFailure = cell.step.options().onFailure();
    return onFailure.step() == null ? null : cells.get(onFailure.step());
  }

  /**
   * Whether its turn has come: all that lies before has ended (what is made anew lies before what
   * reads it through a step that is not), and so has what it stands in for.
   */
  boolean due(Cell cell) {
    List<Cell> failing = standsInFor(cell);
    return ended(cell)
        && (failing.isEmpty()
            || failing.stream().anyMatch(other -> other.state == StepState.FAILED)
            || failing.stream().allMatch(other -> other.state.terminal()));
  }

  /**
   * Whether all before a step has ended; a step that a rejection has skipped waited for nothing.
   */
  private boolean ended(Cell cell) {
    return needs(cell).stream()
        .allMatch(need -> need.state.terminal() && (need.barrier != null || ended(need)));
  }

  /** Whether a step whose turn has come is on a way that was not taken. */
  boolean untaken(Cell cell) {
    List<Cell> failing = standsInFor(cell);
    if (!failing.isEmpty()
        && failing.stream().noneMatch(other -> other.state == StepState.FAILED)) {
      return true;
    }
    List<Boolean> branches = branches(cell);
    if (!branches.isEmpty() && branches.stream().noneMatch(taken -> taken)) {
      return true;
    }
    List<Cell> needs = needs(cell);
    return !needs.isEmpty() && needs.stream().allMatch(need -> need.untaken);
  }

  /** For each side of a choice that names the step whether it was taken. */
  private List<Boolean> branches(Cell cell) {
    List<Boolean> taken = new ArrayList<>();
    for (Cell other : cells.values()) {
      if (other.step instanceof ChoiceStep choice) {
        if (choice.then().contains(cell.step.id())) {
          taken.add(Map.of("taken", "then").equals(other.output));
        }
        if (choice.otherwise().contains(cell.step.id())) {
          taken.add(Map.of("taken", "else").equals(other.output));
        }
      }
    }
    return taken;
  }

  @Override
  public Object output(String step) {
    Cell cell = cells.get(step);
    if (cell != null) {
      return cell.output == null ? before : cell.output;
    }
    return holder == null || holder.step instanceof SubplanStep ? null : holder.room.output(step);
  }

  /** The output of a step of this room alone. */
  Object own(String step) {
    return cells.get(step).output;
  }

  @Override
  public long number(Condition.Form variable) {
    String kind = holder == null ? "" : holder.step.kind();
    return switch (variable) {
      case TURN -> kind.equals("loop") ? bound : holder.room.number(variable);
      case ITEM -> kind.equals("map") ? bound : holder.room.number(variable);
      default -> holder == null || kind.equals("subplan") ? input : holder.room.number(variable);
    };
  }

  @Override
  public String toString() {
    return place.isEmpty() ? "the plan" : place;
  }
}
