package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a container's earlier execution has made stands in its next one, at places of that one. */
final class Kept {

  private Kept() {}

  /** All rooms of an execution, for another one. */
  static Map<Integer, Room> rooms(Cell.Box from, Cell.Box to, Cell holder) {
    Map<Integer, Room> all = new LinkedHashMap<>();
    from.rooms().forEach((index, room) -> all.put(index, room(room, to, index, holder)));
    return all;
  }

  private static Room room(Room old, Cell.Box box, int index, Cell holder) {
    Room room = old.at(box.place + "[" + index + "]", holder);
    old.cells.forEach((id, cell) -> copy(cell, room.cells.get(id)));
    return room;
  }

  private static void copy(Cell old, Cell cell) {
    cell.state = old.state;
    cell.output = old.output;
    cell.left = old.left;
    cell.untaken = old.untaken;
    cell.reasons.addAll(old.reasons);
    cell.runs.addAll(old.runs);
    cell.openings.addAll(old.openings);
    cell.notes.addAll(old.notes);
    cell.round = old.round;
    for (Cell.Box box : old.boxes) {
      String number = box.place.substring(box.place.lastIndexOf('#'));
      Cell.Box next = new Cell.Box(cell.place + number, box.count, box.source);
      next.kept.putAll(rooms(box, next, cell));
      cell.boxes.add(next);
      if (box == old.kept) {
        cell.kept = next;
      }
    }
  }

  /** A room is opened once more: what has no result gets its chance anew, under new keys. */
  static void takeUp(Room room) {
    for (Cell cell : new ArrayList<>(room.cells.values())) {
      if (cell.state != StepState.COMPLETED) {
        keep(cell);
        cell.left = cell.state;
        cell.earlier = cell.round;
        cell.round++;
        cell.reset();
      }
    }
  }

  /** A container that was entered since it was last sent back keeps what that has made. */
  static void keep(Cell cell) {
    if (cell.ran() && cell.container() && cell.box().entered()) {
      cell.kept = cell.box();
    }
  }
}
