package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.ToolStep;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What people answer at gates, by the seed, and which answers count, by the rules of "Gates". */
final class Reviewers {

  /** Rounds that a gate may take. */
  private static final int ROUNDS = 10;

  private final Dice dice;

  /** Whether the tenant takes decisions of people who are taken at their word, without a digest. */
  private final boolean asserted;

  Reviewers(Script script) {
    dice = script.dice().at("reviewers");
    asserted = dice.at("asserted").percent(70);
  }

  boolean asserted() {
    return asserted;
  }

  /** What comes before a gate of the plan's own opens. */
  List<Message> early(String place) {
    Dice here = dice.at("early", place);
    int count = here.percent(80) ? 0 : 1 + here.at("count").below(2);
    return IntStream.range(0, count)
        .mapToObj(i ->
            new Message(
                "early" + here.at("who", i).below(2),
                here.at("what", i).percent(85) ? Verdict.GO : Verdict.REJECT,
                true,
                Message.Digest.NONE,
                false,
                null,
                null,
                List.of()))
        .toList();
  }

  /** The next answer at an opening; in the end always one that closes it. */
  Message next(Cell cell, Cell.Opening opening) {
    Dice here = dice.at("answer", cell.place, opening.round, opening.messages);
    boolean signal = here.at("signal").percent(30);
    boolean stubborn = dice.at("stubborn", cell.place).percent(3);
    if (opening.messages >= 4 || stubborn && opening.round >= ROUNDS) {
      return Message.of("last" + opening.messages, Verdict.GO, signal, null);
    }
    String reviewer = "r" + here.at("who").below(3);
    int what = stubborn ? 60 : here.below(100);
    if (what < 45) {
      return Message.of(reviewer, Verdict.GO, signal, null);
    }
    if (what < 52) {
      return Message.of(reviewer, Verdict.REJECT, signal, "no");
    }
    if (what < 70) {
      return adjust(cell, here, reviewer, signal);
    }
    if (what < 78) {
      return Message.of(
          reviewer, Verdict.REDO, signal, here.at("say").percent(50) ? "again" : null);
    }
    return what < 86 ? edit(cell, here, reviewer, signal) : flawed(here, reviewer, signal);
  }

  private static Message adjust(Cell cell, Dice dice, String reviewer, boolean signal) {
    List<String> show = ((GateStep) cell.step).show();
    List<String> steps =
        show.isEmpty() || dice.at("all").percent(60) ? List.of() : List.of(dice.pick(show));
    String comment = "better " + dice.at("comment").below(1000);
    return new Message(
        reviewer, Verdict.ADJUST, signal, Message.Digest.RIGHT, false, comment, null, steps);
  }

  private static Message edit(Cell cell, Dice dice, String reviewer, boolean signal) {
    List<String> show = ((GateStep) cell.step).show();
    boolean fits = show.size() != 1 || writes(cell.room.cells.get(show.getFirst()).step);
    return fits
        ? new Message(
            reviewer,
            Verdict.ADJUST,
            signal,
            Message.Digest.RIGHT,
            false,
            null,
            (long) dice.at("edit").below(100),
            List.of())
        : adjust(cell, dice, reviewer, signal);
  }

  /** Whether what it makes can be written by hand as well. */
  private static boolean writes(Step step) {
    return step instanceof AgentStep || step instanceof ToolStep || step instanceof AggregateStep;
  }

  private static Message flawed(Dice dice, String reviewer, boolean signal) {
    return switch (dice.at("flaw").below(5)) {
      case 0 -> Message.of("requester", Verdict.GO, signal, null);
      case 1 -> Message.of(reviewer, Verdict.ADJUST, signal, null);
      case 2 ->
          new Message(
              reviewer, Verdict.GO, false, Message.Digest.RIGHT, true, null, null, List.of());
      case 3 ->
          new Message(
              reviewer, Verdict.GO, true, Message.Digest.NONE, false, null, null, List.of());
      default ->
          new Message(
              reviewer, Verdict.REJECT, signal, Message.Digest.STALE, false, null, null, List.of());
    };
  }

  /** Every reason for which an answer does not count; none when it counts. */
  Set<Refusal> refusals(Cell cell, Cell.Opening opening, Message message) {
    GateStep gate = (GateStep) cell.step;
    Set<Refusal> all = EnumSet.noneOf(Refusal.class);
    add(all, opening.outcome != null, Refusal.GATE_CLOSED);
    add(
        all,
        message.signal() && message.digest() == Message.Digest.NONE && !asserted,
        Refusal.ASSERTED_NOT_ALLOWED);
    add(
        all,
        gate.audience().fourEyes() && message.reviewer().equals("requester"),
        Refusal.FOUR_EYES);
    add(all, message.outsider() && !message.signal(), Refusal.NOT_IN_AUDIENCE);
    add(all, message.digest() == Message.Digest.STALE, Refusal.DIGEST_MISMATCH);
    add(all, opening.votes.containsKey(message.reviewer()), Refusal.ALREADY_VOTED);
    boolean back = message.verdict() == Verdict.ADJUST || message.verdict() == Verdict.REDO;
    add(all, back && opening.round >= ROUNDS, Refusal.ROUNDS_EXHAUSTED);
    add(
        all,
        message.verdict() == Verdict.ADJUST
            && message.comment() == null
            && message.edited() == null,
        Refusal.DECISION_INVALID);
    add(all, message.edited() != null && gate.show().size() != 1, Refusal.DECISION_INVALID);
    return all;
  }

  private static void add(Set<Refusal> all, boolean holds, Refusal refusal) {
    if (holds) {
      all.add(refusal);
    }
  }
}
