package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A step in its room, and all that has become of it. */
final class Cell {

  /**
   * One execution that reached the world.
   *
   * @param round of the step
   * @param calls {@code target/try}; empty for what is no call
   * @param note what reviewers said, for the prompt
   */
  record Run(int phase, int round, List<String> calls, String note) {}

  /** One opening of a gate. */
  static final class Opening {
    final int phase;

    /** The occurrence, counted in its room. */
    final int round;

    final Map<String, Message> votes = new LinkedHashMap<>();
    int messages;
    GateOutcome outcome;

    Opening(int phase, int round) {
      this.phase = phase;
      this.round = round;
    }
  }

  /** One execution of a container. */
  static final class Box {
    final String place;

    /** Of its items; less than 0 where what it binds could not be evaluated. */
    final int count;

    final List<Room> rooms = new ArrayList<>();
    final List<Room> live = new ArrayList<>();

    /** In a loop: what its turns have made so far, the last of it. */
    Object said;

    /** The first execution whose items these are. */
    final String source;

    /** Rooms of an earlier execution that stand, until they are opened here. */
    final Map<Integer, Room> kept = new LinkedHashMap<>();

    Box(String place, int count, String source) {
      this.place = place;
      this.count = count;
      this.source = source;
    }

    /** The execution that they are of; null for none. */
    Box from;

    /** Those that were opened and those that are kept, by their indices. */
    Map<Integer, Room> rooms() {
      Map<Integer, Room> all = new LinkedHashMap<>(kept);
      rooms.forEach(room -> all.put(room.index(), room));
      return all;
    }

    /** Whether what it binds could be evaluated. */
    boolean entered() {
      return count >= 0;
    }
  }

  final Step step;
  final Room room;
  final String place;
  StepState state = StepState.PENDING;
  Object output;
  boolean untaken;

  /** The rejected gate that has skipped it. */
  Cell barrier;

  /** Why it failed; several where it depends on the order. */
  final Set<String> reasons = new LinkedHashSet<>();

  final List<Run> runs = new ArrayList<>();
  final List<Opening> openings = new ArrayList<>();
  final List<Box> boxes = new ArrayList<>();

  /** What an earlier run left of it, which stands until it begins; null for nothing. */
  StepState left;

  /** The execution whose results stand in the next one; null for none. */
  Box kept;

  final List<String> notes = new ArrayList<>();

  /** How often it was sent back, and once more. */
  int round = 1;

  /** Of an instance's step: its rounds in earlier runs, which do not count in this one. */
  int earlier;

  /** When its time is over, in seconds of the plan; null for never. */
  Double due;

  /** Whether it fails when its time is over. */
  boolean timesOut;

  /** When it last changed. */
  int touched;

  /** What the model says of it may also have been prevented: something stopped its room. */
  boolean optional;

  Cell(Step step, Room room) {
    this.step = step;
    this.room = room;
    this.place = room.place + "/" + step.id();
  }

  Opening opening() {
    return openings.getLast();
  }

  Box box() {
    return boxes.getLast();
  }

  /** Back to the start, whatever has become of it. */
  void reset() {
    state = StepState.PENDING;
    output = null;
    barrier = null;
    untaken = false;
    reasons.clear();
    due = null;
    timesOut = false;
  }

  /** Whether it has run since it was last sent back. */
  boolean ran() {
    return !runs.isEmpty() && runs.getLast().round() == round;
  }

  boolean container() {
    return !step.nested().isEmpty();
  }

  /** It and all that it holds. */
  Stream<Cell> tree() {
    return Stream.concat(Stream.of(this), inside());
  }

  /** All that it holds. */
  Stream<Cell> inside() {
    return boxes.stream()
        .flatMap(box -> box.rooms().values().stream())
        .flatMap(each -> each.cells.values().stream())
        .flatMap(Cell::tree);
  }

  @Override
  public String toString() {
    return place;
  }
}
