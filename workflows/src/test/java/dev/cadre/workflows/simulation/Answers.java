package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.StepState;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Gates: what opens them, and what an answer does. */
final class Answers {

  private final Model model;

  Answers(Model model) {
    this.model = model;
  }

  void open(Cell cell, GateStep gate) {
    cell.state = StepState.WAITING;
    cell.openings.add(new Cell.Opening(model.phase, cell.round - cell.earlier));
    cell.due = gate.deadline() == null ? null : model.now + gate.deadline().toSeconds();
    if (model.run == 1
        && cell.room.holder == null
        && cell.openings.size() == 1
        && cell.round == 1) {
      model.reviewers.early(cell.place).forEach(message -> answer(cell, message));
    }
  }

  /** What an answer comes to, and does. */
  Stage.Move.Answer answer(Cell cell, Message message) {
    Cell.Opening opening = cell.opening();
    int number = cell.openings.size();
    opening.messages++;
    Message before = opening.votes.get(message.reviewer());
    if (before != null && before.repeats(message)) {
      return new Stage.Move.Answer(cell.place, number, message, Set.of(), opening.outcome);
    }
    Set<Refusal> refusals = model.reviewers.refusals(cell, opening, message);
    if (refusals.isEmpty()) {
      opening.votes.put(message.reviewer(), message);
      opening.outcome = outcome((GateStep) cell.step, opening, message);
      effect(cell, opening, message);
    }
    return new Stage.Move.Answer(
        cell.place, number, message, refusals, refusals.isEmpty() ? opening.outcome : null);
  }

  private static GateOutcome outcome(GateStep gate, Cell.Opening opening, Message message) {
    return switch (message.verdict()) {
      case GO -> {
        long goes =
            opening.votes.values().stream().filter(vote -> vote.verdict() == Verdict.GO).count();
        yield goes >= gate.audience().quorum() ? GateOutcome.APPROVED : null;
      }
      case REJECT -> GateOutcome.REJECTED;
      case ADJUST -> GateOutcome.ADJUSTED;
      case REDO -> GateOutcome.REDONE;
    };
  }

  private void effect(Cell cell, Cell.Opening opening, Message message) {
    switch (opening.outcome) {
      case APPROVED -> {
        Map<String, Object> output = new LinkedHashMap<>();
        output.put("decision", "GO");
        if (message.comment() != null) {
          output.put("comment", message.comment());
        }
        output.put("reviewer", message.reviewer());
        model.endings.complete(cell, output);
      }
      case REJECTED -> model.endings.reject(cell);
      case ADJUSTED, REDONE -> new Reopening(cell, message).apply(model.phase);
      case null, default -> {}
    }
  }
}
