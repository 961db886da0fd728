package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A reviewer sends a gate back: which steps are made anew, by the rules of "Gates". */
final class Reopening {

  private final Cell gate;
  private final Message message;
  private final Room room;

  Reopening(Cell gate, Message message) {
    this.gate = gate;
    this.message = message;
    this.room = gate.room;
  }

  void apply(int phase) {
    List<String> show = ((GateStep) gate.step).show();
    Set<Cell> makers = new LinkedHashSet<>();
    Set<Cell> again;
    if (message.edited() != null) {
      Cell shown = room.cells.get(show.getFirst());
      again = between(Set.of(shown));
      again.remove(shown);
      shown.state = StepState.COMPLETED;
      shown.output = Map.of("n", message.edited());
      shown.untaken = false;
      shown.reasons.clear();
      shown.round++;
      shown.touched = phase;
    } else if (message.verdict() == Verdict.REDO) {
      again =
          between(
              room.ancestors(gate).stream()
                  .filter(cell -> asksAgents(cell.step))
                  .collect(Collectors.toSet()));
      makers.addAll(again);
    } else {
      List<String> chosen = message.steps().isEmpty() ? show : message.steps();
      chosen.forEach(id -> makers(room.cells.get(id), makers));
      again = between(makers);
    }
    if (message.comment() != null) {
      makers.forEach(cell -> cell.notes.add(message.comment()));
    }
    again.forEach(cell -> reopen(cell, phase));
  }

  /** A step that makes nothing itself stands for what feeds it. */
  private void makers(Cell cell, Set<Cell> makers) {
    switch (cell.step) {
      case AggregateStep aggregate when aggregate.strategy() != AggregateStep.Strategy.SUMMARIZE ->
          aggregate.of().forEach(id -> makers(room.cells.get(id), makers));
      case ChoiceStep _, GateStep _, WaitStep _ ->
          room.needs(cell).forEach(need -> makers(need, makers));
      default -> {
        if (repeatable(cell.step)) {
          makers.add(cell);
        }
      }
    }
  }

  /**
   * These, what lies between them and the gate, the gate, and every open gate behind them; but
   * nothing that must not happen twice.
   */
  private Set<Cell> between(Set<Cell> from) {
    Set<Cell> before = room.ancestors(gate);
    Set<Cell> behind = new LinkedHashSet<>(from);
    from.forEach(cell -> behind.addAll(room.descendants(cell)));
    Set<Cell> again = new LinkedHashSet<>();
    behind.stream()
        .filter(cell -> before.contains(cell) && repeatable(cell.step))
        .forEach(again::add);
    Set<Cell> anew = new LinkedHashSet<>(again);
    anew.addAll(message.edited() == null ? Set.of() : from);
    anew.stream()
        .flatMap(cell -> room.descendants(cell).stream())
        .filter(cell -> cell.step instanceof GateStep && cell.state == StepState.WAITING)
        .forEach(again::add);
    again.add(gate);
    again.addAll(leftOut(again));
    return again;
  }

  /**
   * What was left out by a choice or a gate that is decided anew, and stand-ins of what is made
   * anew, each with all that was left out behind it; but nothing behind a rejection that stands.
   */
  private Set<Cell> leftOut(Set<Cell> again) {
    Set<Cell> out = new LinkedHashSet<>();
    List<Cell> open = new ArrayList<>(again);
    while (!open.isEmpty()) {
      Cell next = open.removeLast();
      Set<Cell> behind = new LinkedHashSet<>();
      if (next.step instanceof ChoiceStep || next.step instanceof GateStep) {
        behind.addAll(room.descendants(next));
      }
      Cell standIn = room.standInOf(next);
      if (standIn != null) {
        behind.add(standIn);
        behind.addAll(room.descendants(standIn));
      }
      behind.stream()
          .filter(cell -> cell.untaken && !again.contains(cell))
          .filter(cell -> cell.barrier == null || again.contains(cell.barrier))
          .filter(out::add)
          .forEach(open::add);
    }
    return out;
  }

  private static boolean repeatable(Step step) {
    return step instanceof ToolStep tool
        ? tool.repeatable() || tool.tool().equals("http-get")
        : step.nested().stream().allMatch(Reopening::repeatable);
  }

  private static boolean asksAgents(Step step) {
    return step instanceof AgentStep || step.nested().stream().anyMatch(Reopening::asksAgents);
  }

  private void reopen(Cell cell, int phase) {
    if (cell != gate && cell.state == StepState.WAITING) {
      cell.opening().outcome = GateOutcome.ADJUSTED;
    }
    if (cell.ran()) {
      cell.kept = null;
    }
    cell.reset();
    cell.round++;
    cell.touched = phase;
  }
}
