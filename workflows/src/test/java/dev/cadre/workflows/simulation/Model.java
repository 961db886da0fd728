package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The semantics of a plan, said simply: look for a step whose turn has come, do it, look again;
 * when there is none, take what comes from outside. Calls take no time here. All that happens
 * between two moments of rest is a phase; nothing but a failure that stops something can make the
 * order within a phase matter, and then what the phase did is {@link Cell#optional}.
 */
final class Model {

  /** A phase before the first. */
  private static final int BEFORE = -1;

  final Script script;
  final Reviewers reviewers;
  final Room root;
  final Map<String, Integer> notices = new LinkedHashMap<>();
  final double at;

  int phase;

  /** Which run of the plan it is, from 1. */
  int run;

  /** Seconds since the plan began, and by how much the true time may be ahead. */
  double now;

  double late;
  boolean paused;
  double pausedSince;

  final Endings endings = new Endings(this);
  private final Boxes boxes = new Boxes(this);
  private final Waits waits = new Waits(this);
  private final Answers answers = new Answers(this);
  private final List<Stage> stages = new ArrayList<>();

  /**
   * Of a plan.
   *
   * @param kept results that it takes over from another one
   */
  Model(Plan plan, Script script, Map<String, Object> kept) {
    this.script = script;
    reviewers = new Reviewers(script);
    root = new Room("", plan.steps(), null, 0, script.number());
    at = script.startsAt();
    kept.forEach((id, output) -> {
      Cell cell = root.cells.get(id);
      endings.complete(cell, output);
      cell.touched = BEFORE;
    });
    PlanSteps.all(plan.steps())
        .filter(WaitStep.class::isInstance)
        .map(step -> ((WaitStep) step).signal())
        .filter(signal -> signal != null && root.cells.containsKey(signal.substring(7)))
        .forEach(signal -> notices.put(signal, script.early(signal)));
  }

  /**
   * A failed plan is to be tried again.
   *
   * @param seen what it did
   */
  void retry(Seen seen) {
    new Retry(this, seen).apply();
    paused = false;
  }

  /** What must come of the plan, or of its next run. */
  Expectation run() {
    run++;
    int before = stages.size();
    Map<String, Integer> early = Map.copyOf(notices);
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
        root.cells.values().forEach(endings::cancel);
      } else {
        settle();
      }
    }
    PlanStatus status =
        cancelled
            ? PlanStatus.CANCELLED
            : root.fatal.isEmpty() ? PlanStatus.COMPLETED : PlanStatus.FAILED;
    Set<String> steps = root.fatal.stream().map(cell -> cell.step.id()).collect(Collectors.toSet());
    return new Expectation(
        early,
        List.copyOf(stages.subList(before, stages.size())),
        late,
        paused,
        status,
        Endings.reasons(root.fatal),
        steps,
        root);
  }

  /** Does all that can be done without anything from outside. */
  private void settle() {
    do {
      while (work(root)) {
        // There may be more.
      }
    } while (endings.stop(root));
    if (!root.fatal.isEmpty()) {
      endings.halt(List.of(root), root.fatal);
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
      endings.skip(cell, true);
      return;
    }
    try {
      String when = cell.step.options().when();
      if (when != null && !Condition.parse(when).holds(cell.room)) {
        endings.skip(cell, false);
        return;
      }
      switch (cell.step) {
        case AgentStep agent -> call(cell, model(cell));
        case ToolStep tool -> call(cell, tool(cell, tool));
        case AggregateStep aggregate -> aggregate(cell, aggregate);
        case ChoiceStep choice -> {
          boolean then = Condition.parse(choice.condition()).holds(cell.room);
          endings.complete(cell, Map.of("taken", then ? "then" : "else"));
        }
        case GateStep gate -> answers.open(cell, gate);
        case WaitStep wait -> waits.begin(cell, wait);
        default -> boxes.open(cell);
      }
    } catch (Condition.Failure e) {
      endings.fail(cell, Set.of("EXPRESSION_ERROR"));
    }
  }

  private Chain model(Cell cell) {
    return new ModelChain(cell.step.options(), script.route(cell.step.id()), calls(cell, false));
  }

  private Chain tool(Cell cell, ToolStep tool) {
    boolean repeatable = tool.repeatable() || tool.tool().equals("http-get");
    return new ToolChain(tool.options(), repeatable, calls(cell, true));
  }

  private Chain.Calls calls(Cell cell, boolean tool) {
    int execution = cell.runs.size() + 1;
    return (target, attempt, through) ->
        script.trouble(cell.place, execution, target, attempt, tool, through);
  }

  private void call(Cell cell, Chain chain) {
    Chain.Result result = chain.result();
    late += result.seconds();
    String note = cell.step instanceof ToolStep ? null : note(cell);
    cell.runs.add(new Cell.Run(phase, cell.round, result.calls(), note));
    if (result.reason() == null) {
      endings.complete(cell, script.output(cell.place, cell.runs.size()));
    } else {
      endings.fail(cell, Set.of(result.reason()));
    }
  }

  private void aggregate(Cell cell, AggregateStep aggregate) {
    if (aggregate.calls()) {
      call(cell, model(cell));
      return;
    }
    cell.runs.add(new Cell.Run(phase, cell.round, List.of(), null));
    if (script.breaks("aggregate", cell.place, cell.runs.size())) {
      endings.fail(cell, Set.of("EXPRESSION_ERROR"));
    } else {
      endings.complete(cell, script.output(cell.place, cell.runs.size()));
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
}
