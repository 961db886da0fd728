package dev.cadre.workflows.simulation;

import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What comes from outside when a plan waits: one thing at a time, chosen by the seed. */
final class Moves {

  private final Model model;
  private final Waits waits;
  private final Answers answers;

  Moves(Model model, Waits waits, Answers answers) {
    this.model = model;
    this.waits = waits;
    this.answers = answers;
  }

  /** The stage at which the plan is, with what the model takes there. */
  Stage next(int number) {
    Dice dice = model.script.dice().at("stage", number);
    Map<String, Integer> gates = new LinkedHashMap<>();
    Set<String> waiting = new LinkedHashSet<>();
    List<Supplier<Stage.Move>> moves = new ArrayList<>();
    model.root.cells.values().stream()
        .flatMap(Cell::tree)
        .filter(cell -> cell.state == StepState.WAITING)
        .forEach(cell -> {
          if (cell.step instanceof GateStep) {
            gates.put(cell.place, cell.openings.size());
            moves.add(() -> answers.answer(cell, model.reviewers.next(cell, cell.opening())));
          } else if (cell.step instanceof WaitStep) {
            waiting.add(cell.place);
          }
        });
    waits.signals().forEach((signal, cells) -> moves.add(() -> waits.notice(signal, cells)));
    List<Cell> due = waits.first();
    if (!due.isEmpty()) {
      moves.add(() -> waits.pass(due));
    }
    boolean paused = model.paused;
    double late = model.late;
    return new Stage(paused, gates, waiting, late, move(dice, moves));
  }

  private Stage.Move move(Dice dice, List<Supplier<Stage.Move>> moves) {
    if (dice.at("cancel").percent(1)) {
      return new Stage.Move.Cancel();
    }
    if (model.paused && (moves.isEmpty() || dice.at("resume").percent(40))) {
      return waits.steer(false);
    }
    if (!model.paused && dice.at("pause").percent(6)) {
      return waits.steer(true);
    }
    if (moves.isEmpty()) {
      throw new IllegalStateException("the model waits for nothing");
    }
    return dice.at("move").pick(moves).get();
  }
}
