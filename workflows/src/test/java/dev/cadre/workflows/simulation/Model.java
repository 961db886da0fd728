package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The semantics of a plan, said simply: look for a step whose turn has come, do it, look again;
 * when there is none, take what comes from outside. Calls take no time here. All that happens
 * between two moments of rest is a phase; nothing but a failure that stops something can make the
 * order within a phase matter, and then what the phase did is {@link Cell#optional}.
 */
final class Model {

  final Script script;
  final Reviewers reviewers;
  final Room root;
  final Map<String, Integer> notices = new LinkedHashMap<>();
  final double at;

  int phase;

  /** Seconds since the plan began, and by how much the true time may be ahead. */
  double now;

  double late;
  boolean paused;
  double pausedSince;

  private final Boxes boxes = new Boxes(this);
  private final Waits waits = new Waits(this);
  private final Answers answers = new Answers(this);
  private final List<Stage> stages = new ArrayList<>();

  private Model(Plan plan, Script script) {
    this.script = script;
    reviewers = new Reviewers(script);
    root = new Room("", plan.steps(), null, 0, RandomPlan.INPUT_NUMBER);
    at = script.startsAt();
    PlanSteps.all(plan.steps())
        .filter(WaitStep.class::isInstance)
        .map(step -> ((WaitStep) step).signal())
        .filter(signal -> signal != null && root.cells.containsKey(signal.substring(7)))
        .forEach(signal -> notices.put(signal, script.early(signal)));
  }

  static Expectation of(Plan plan, Script script) {
    Model model = new Model(plan, script);
    Map<String, Integer> early = Map.copyOf(model.notices);
    return model.run(early);
  }

  private Expectation run(Map<String, Integer> early) {
    settle();
    Moves moves = new Moves(this, waits, answers);
    boolean cancelled = false;
    while (!root.ended()) {
      Stage stage = moves.next(stages.size());
      stages.add(stage);
      if (stages.size() > 150) {
        throw new Undecided("it takes too long");
      }
      if (stage.move() instanceof Stage.Move.Cancel) {
        cancelled = true;
        phase++;
        root.cells.values().forEach(this::cancel);
      } else {
        settle();
      }
    }
    PlanStatus status =
        cancelled
            ? PlanStatus.CANCELLED
            : root.fatal.isEmpty() ? PlanStatus.COMPLETED : PlanStatus.FAILED;
    Set<String> steps = root.fatal.stream().map(cell -> cell.step.id()).collect(Collectors.toSet());
    return new Expectation(early, stages, status, reasons(root.fatal), steps, root);
  }

  /** Does all that can be done without anything from outside. */
  private void settle() {
    do {
      while (work(root)) {
        // There may be more.
      }
    } while (stop(root));
    if (!root.fatal.isEmpty()) {
      halt(List.of(root), root.fatal);
    }
    phase++;
  }

  /** Does something in a room; whether there was anything. */
  boolean work(Room room) {
    boolean moved = false;
    for (Cell cell : room.cells.values()) {
      if (cell.state == StepState.PENDING && !paused && mayBegin(cell) && room.due(cell)) {
        begin(cell);
        moved = true;
      } else if (cell.state == StepState.RUNNING) {
        moved |= boxes.work(cell);
      }
    }
    return moved;
  }

  /** Behind a step that stops its room nothing begins; beside it something may have. */
  private static boolean mayBegin(Cell cell) {
    Set<Cell> before = cell.room.ancestors(cell);
    return cell.room.fatal.stream().noneMatch(before::contains);
  }

  private void begin(Cell cell) {
    cell.touched = phase;
    if (cell.room.untaken(cell)) {
      skip(cell, true);
      return;
    }
    try {
      String when = cell.step.options().when();
      if (when != null && !Condition.parse(when).holds(cell.room)) {
        skip(cell, false);
        return;
      }
      switch (cell.step) {
        case AgentStep agent -> call(cell, model(cell));
        case ToolStep tool -> call(cell, tool(cell, tool));
        case AggregateStep aggregate -> aggregate(cell, aggregate);
        case ChoiceStep choice -> {
          boolean then = Condition.parse(choice.condition()).holds(cell.room);
          complete(cell, Map.of("taken", then ? "then" : "else"));
        }
        case GateStep gate -> answers.open(cell, gate);
        case WaitStep wait -> waits.begin(cell, wait);
        default -> boxes.open(cell);
      }
    } catch (Condition.Failure e) {
      fail(cell, Set.of("EXPRESSION_ERROR"));
    }
  }

  private Chain model(Cell cell) {
    return new Chain.OfModel(cell.step.options(), script.route(cell.step.id()), calls(cell, false));
  }

  private Chain tool(Cell cell, ToolStep tool) {
    boolean repeatable = tool.repeatable() || tool.tool().equals("http-get");
    return new Chain.OfTool(tool.options(), repeatable, calls(cell, true));
  }

  private Chain.Calls calls(Cell cell, boolean tool) {
    int execution = cell.runs.size() + 1;
    return (target, attempt, through) ->
        script.trouble(cell.place, execution, target, attempt, tool, through);
  }

  private void call(Cell cell, Chain chain) {
    Chain.Result result = chain.result();
    late += result.seconds();
    cell.runs.add(new Cell.Run(phase, result.calls(), note(cell)));
    if (result.reason() == null) {
      complete(cell, script.output(cell.place, cell.runs.size()));
    } else {
      fail(cell, Set.of(result.reason()));
    }
  }

  private void aggregate(Cell cell, AggregateStep aggregate) {
    if (aggregate.calls()) {
      call(cell, model(cell));
      return;
    }
    cell.runs.add(new Cell.Run(phase, List.of(), null));
    if (script.breaks("aggregate", cell.place, cell.runs.size())) {
      fail(cell, Set.of("EXPRESSION_ERROR"));
    } else {
      complete(cell, script.output(cell.place, cell.runs.size()));
    }
  }

  /** What reviewers said for a step: for all of its container first, then for itself. */
  static String note(Cell cell) {
    Cell holder = cell.room.holder;
    String outer = holder == null ? null : holder.runs.getLast().note();
    List<String> all = new ArrayList<>(cell.notes);
    if (outer != null) {
      all.addFirst(outer);
    }
    return all.isEmpty() ? null : String.join("\n", all);
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
    cell.touched = phase;
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
      }
    }
  }

  /** Ends what has not ended, and all inside. */
  private void cancel(Cell cell) {
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
  private boolean stop(Room room) {
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
  private static Set<String> reasons(Set<Cell> fatal) {
    return fatal.stream()
        .flatMap(cell -> cell.reasons.stream())
        .map(reason -> reason.equals("REJECTED") ? reason : "STEP_FAILED")
        .collect(Collectors.toSet());
  }

  /**
   * Nothing new begins in these rooms. What this phase did there may have been prevented, but for
   * what led to the failure, where there is only one.
   */
  private void halt(List<Room> rooms, Set<Cell> fatal) {
    Set<Cell> certain = new LinkedHashSet<>();
    if (fatal.size() == 1) {
      Cell only = fatal.iterator().next();
      Stream.concat(Stream.of(only), only.room.ancestors(only).stream())
          .flatMap(Cell::tree)
          .forEach(certain::add);
      only.room.descendants(only).forEach(certain::add);
    }
    rooms.stream()
        .flatMap(room -> room.cells.values().stream())
        .flatMap(Cell::tree)
        .filter(cell -> cell.touched == phase && !certain.contains(cell))
        .forEach(cell -> cell.optional = true);
    rooms.forEach(room -> room.cells.values().forEach(this::cancel));
  }

  /** A container's time is over. */
  void expire(Cell cell) {
    cell.box().rooms.forEach(room -> room.cells.values().forEach(this::cancel));
    fail(cell, Set.of("TIMEOUT"));
  }
}
