package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Maps, loops and subplans: which instances they open, when they end, what they yield. */
final class Boxes {

  private final Model model;

  Boxes(Model model) {
    this.model = model;
  }

  void open(Cell cell) {
    String note = Model.note(cell);
    cell.runs.add(new Cell.Run(model.phase, cell.round, List.of(), note));
    int execution = cell.runs.size();
    String place = cell.place + "#" + execution;
    String source = cell.kept == null ? place : cell.kept.source;
    if (model.script.breaks("enter", cell.place, execution)) {
      cell.boxes.add(new Cell.Box(place, -1, source));
      model.endings.fail(cell, Set.of("EXPRESSION_ERROR"));
      return;
    }
    int count = cell.step instanceof MapStep ? model.script.items(source) : 1;
    Cell.Box box = new Cell.Box(place, count, source);
    if (cell.kept != null) {
      box.from = cell.kept;
      box.kept.putAll(Kept.rooms(cell.kept, box, cell));
      cell.kept = null;
    }
    cell.boxes.add(box);
    box.kept.values().stream()
        .flatMap(room -> room.cells.values().stream())
        .flatMap(Cell::tree)
        .forEach(each -> each.touched = model.phase);
    cell.state = StepState.RUNNING;
    if (cell.step.options().timeout().compareTo(StepOptions.NO_TIMEOUT) < 0) {
      cell.due = model.now + cell.step.options().timeout().toSeconds();
    }
  }

  /** Does something in a container at work; whether there was anything. */
  boolean work(Cell cell) {
    Cell.Box box = cell.box();
    boolean moved = false;
    for (Room room : List.copyOf(box.live)) {
      moved |= model.work(room);
      if (room.fatal.isEmpty() && room.ended()) {
        box.live.remove(room);
        moved = true;
      }
    }
    return switch (cell.step) {
          case MapStep map -> items(cell, map, box);
          case LoopStep loop -> turns(cell, loop, box);
          default -> once(cell, box);
        }
        || moved;
  }

  private static boolean failing(Cell.Box box) {
    return box.rooms.stream().anyMatch(room -> !room.fatal.isEmpty());
  }

  private Room open(Cell cell, Cell.Box box, int index, long bound, List<Step> steps) {
    long input =
        cell.step instanceof SubplanStep subplan
            ? ((Number) subplan.input().get("n")).longValue()
            : 0;
    Room room = box.kept.remove(index);
    if (room == null) {
      room = new Room(box.place + "[" + index + "]", steps, cell, bound, input);
    } else {
      Kept.takeUp(room);
    }
    box.rooms.add(room);
    if (!room.ended()) {
      box.live.add(room);
    }
    return room;
  }

  private boolean items(Cell cell, MapStep map, Cell.Box box) {
    boolean moved = false;
    while (box.rooms.size() < box.count && (stands(box) || !model.paused && mayOpen(map, box))) {
      int index = box.rooms.size();
      open(cell, box, index, model.script.item(box.source, index), List.of(map.step()));
      moved = true;
    }
    if (box.rooms.size() == box.count && box.live.isEmpty()) {
      List<Object> made = new ArrayList<>();
      box.rooms.forEach(room -> made.add(room.own(map.step().id())));
      leave(cell, made);
      return true;
    }
    return moved;
  }

  /** Whether the next item has its result, so that nothing begins for it. */
  private static boolean stands(Cell.Box box) {
    Room next = box.kept.get(box.rooms.size());
    return next != null
        && next.cells.values().stream().allMatch(cell -> cell.state == StepState.COMPLETED);
  }

  private static boolean mayOpen(MapStep map, Cell.Box box) {
    return box.live.stream().filter(room -> room.fatal.isEmpty()).count() < map.concurrency();
  }

  private boolean turns(Cell cell, LoopStep loop, Cell.Box box) {
    if (!box.live.isEmpty() || failing(box)) {
      return false;
    }
    String id = loop.step().id();
    Room last = box.rooms.isEmpty() ? null : box.rooms.getLast();
    try {
      if (last != null && over(loop, box, last)) {
        leave(cell, last.own(id));
        return true;
      }
    } catch (Condition.Failure e) {
      model.endings.fail(cell, Set.of("EXPRESSION_ERROR"));
      return true;
    }
    if (model.paused) {
      return false;
    }
    int turn = box.rooms.size() + 1;
    Room room = open(cell, box, turn, turn, List.of(loop.step()));
    room.before = box.said;
    return true;
  }

  /** {@code until} is about the turn alone; the next turn sees what was last said. */
  private static boolean over(LoopStep loop, Cell.Box box, Room last) throws Condition.Failure {
    last.before = null;
    Object said = last.own(loop.step().id());
    box.said = said == null ? box.said : said;
    return Condition.parse(loop.until()).holds(last) || box.rooms.size() == loop.max();
  }

  private boolean once(Cell cell, Cell.Box box) {
    SubplanStep subplan = (SubplanStep) cell.step;
    if (box.rooms.isEmpty()) {
      open(cell, box, 0, 0, subplan.steps());
      return true;
    }
    if (!box.live.isEmpty()) {
      return false;
    }
    Set<String> needed = new HashSet<>();
    subplan.steps().forEach(step -> needed.addAll(step.options().dependsOn()));
    Room room = box.rooms.getFirst();
    Map<String, Object> made = new LinkedHashMap<>();
    subplan.steps().stream()
        .map(Step::id)
        .filter(id -> !needed.contains(id))
        .forEach(id -> made.put(id, room.own(id)));
    leave(cell, made);
    return true;
  }

  private void leave(Cell cell, Object made) {
    if (model.script.breaks("leave", cell.place, cell.runs.size())) {
      model.endings.fail(cell, Set.of("OUTPUT_TOO_LARGE"));
    } else {
      model.endings.complete(cell, made);
    }
  }
}
