package dev.cadre.workflows.gate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The one place where decisions are judged, for one opening of a gate: audience, four eyes, digest,
 * quorum, votes. Pure; a decision that counts is kept here, so a repeated one gets the same answer.
 */
public final class GateRules {

  /** Rounds of ADJUST and REDO that a gate may take. */
  public static final int MAX_ROUNDS = 10;

  /**
   * What was opened.
   *
   * @param round how often it was opened in its instance, this time included: in a map, items share
   *     the occurrences
   * @param editable whether the steps that it shows stand beside it, not around its container
   */
  public record Opening(
      GateId gate,
      int occurrence,
      int round,
      String digest,
      List<String> shown,
      boolean editable,
      Audience audience,
      String requester,
      boolean assertedAllowed) {

    public Opening {
      shown = List.copyOf(shown);
    }
  }

  /**
   * The judgement of one decision.
   *
   * @param refusal null when it counts
   * @param outcome how the gate closes by it; null when it stays open
   * @param repeated the same decision was judged before
   */
  public record Judgement(
      @Nullable Refusal refusal, String message, @Nullable GateOutcome outcome, boolean repeated) {

    static Judgement refused(Refusal refusal, String message) {
      return new Judgement(refusal, message, null, false);
    }
  }

  private record Vote(DecideGate decision, Judgement judgement) {}

  private final Opening opening;
  private final Map<String, Vote> votes = new LinkedHashMap<>();
  private @Nullable GateOutcome closed;

  public GateRules(Opening opening) {
    this.opening = opening;
  }

  public Opening opening() {
    return opening;
  }

  /** A decision that was counted in an earlier part of the run. */
  void counted(DecideGate decision, DecisionAnswer answer) {
    votes.put(
        decision.reviewer(),
        new Vote(
            decision, new Judgement(answer.refusal(), answer.message(), answer.outcome(), false)));
  }

  /** The decisions that count, in their order. */
  List<DecideGate> counted() {
    return votes.values().stream().map(Vote::decision).toList();
  }

  /** How this opening closed; null while it is open. */
  public @Nullable GateOutcome closed() {
    return closed;
  }

  /**
   * Closes without a decision: the deadline passed, the plan ended, or another gate's decision made
   * this one stale.
   */
  public void close(GateOutcome outcome) {
    closed = outcome;
  }

  /** Judges, and keeps what counts. */
  public Judgement judge(DecideGate decision) {
    Vote before = votes.get(decision.reviewer());
    if (before != null && same(before.decision(), decision)) {
      Judgement judged = before.judgement();
      return new Judgement(judged.refusal(), judged.message(), judged.outcome(), true);
    }
    Judgement refusal = refusal(decision, before != null);
    if (refusal != null) {
      return refusal;
    }
    Judgement judgement = count(decision);
    votes.put(decision.reviewer(), new Vote(decision, judgement));
    closed = judgement.outcome();
    return judgement;
  }

  private @Nullable Judgement refusal(DecideGate decision, boolean voted) {
    if (closed != null) {
      return Judgement.refused(
          Refusal.GATE_CLOSED, "The gate is closed: " + closed + ". Nothing was changed.");
    }
    if (decision.asserted() && decision.digest() == null && !opening.assertedAllowed()) {
      return Judgement.refused(
          Refusal.ASSERTED_NOT_ALLOWED,
          "The tenant does not take decisions by plain signal; send it through the API.");
    }
    if (opening.audience().bars(decision.reviewer(), opening.requester())) {
      return Judgement.refused(
          Refusal.FOUR_EYES,
          "Who submitted the plan may not decide this gate; ask another reviewer.");
    }
    if (!decision.asserted() && !opening.audience().includes(decision.roles())) {
      return Judgement.refused(
          Refusal.NOT_IN_AUDIENCE,
          "Only " + String.join(", ", opening.audience().roles()) + " may decide this gate.");
    }
    if (decision.digest() != null && !decision.digest().equals(opening.digest())) {
      return Judgement.refused(
          Refusal.DIGEST_MISMATCH,
          "The digest is not that of what the gate shows now; read the gate again.");
    }
    if (voted) {
      return Judgement.refused(
          Refusal.ALREADY_VOTED, "You have decided otherwise before; the first decision counts.");
    }
    return malformed(decision);
  }

  private @Nullable Judgement malformed(DecideGate decision) {
    boolean reopens = decision.decision() == Verdict.ADJUST || decision.decision() == Verdict.REDO;
    if (reopens && opening.round() >= MAX_ROUNDS) {
      return Judgement.refused(
          Refusal.ROUNDS_EXHAUSTED,
          "The gate was reopened " + (MAX_ROUNDS - 1) + " times; only GO or REJECT is left.");
    }
    if (decision.decision() == Verdict.ADJUST
        && decision.comment() == null
        && decision.output() == null) {
      return invalid("ADJUST needs a comment or an output.");
    }
    if (decision.output() != null) {
      if (decision.decision() != Verdict.ADJUST) {
        return invalid("An output goes with ADJUST only.");
      }
      if (opening.shown().size() != 1) {
        return invalid("An edited output needs a gate that shows exactly one step.");
      }
      if (!opening.editable()) {
        return invalid(
            "The step "
                + opening.shown().getFirst()
                + " stands outside of the gate's container, so its output cannot be edited here.");
      }
    }
    if (!opening.shown().containsAll(decision.steps())) {
      return invalid("steps may name only what the gate shows: " + opening.shown() + ".");
    }
    return decision.option() == null ? null : invalid("This gate has no options.");
  }

  private Judgement count(DecideGate decision) {
    GateOutcome outcome =
        switch (decision.decision()) {
          case GO -> goes() + 1 >= opening.audience().quorum() ? GateOutcome.APPROVED : null;
          case REJECT -> GateOutcome.REJECTED;
          case ADJUST -> GateOutcome.ADJUSTED;
          case REDO -> GateOutcome.REDONE;
        };
    String message =
        outcome == null
            ? "Counted: " + (goes() + 1) + " of " + opening.audience().quorum() + " GO."
            : "The gate is closed: " + outcome + ".";
    return new Judgement(null, message, outcome, false);
  }

  private long goes() {
    return votes.values().stream().filter(v -> v.decision().decision() == Verdict.GO).count();
  }

  private static Judgement invalid(String message) {
    return Judgement.refused(Refusal.DECISION_INVALID, message);
  }

  private static boolean same(DecideGate one, DecideGate other) {
    return one.decision() == other.decision()
        && java.util.Objects.equals(one.comment(), other.comment())
        && java.util.Objects.equals(one.output(), other.output())
        && one.steps().equals(other.steps());
  }
}
