package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.Verdict;
import java.util.List;
import java.util.Objects;

/**
 * What a reviewer sends.
 *
 * @param signal a plain signal, whose sender is taken at their word
 * @param digest of what the reviewer saw
 * @param outsider of no role of the audience
 * @param edited a number that stands as the shown step's new output; null for none
 */
record Message(
    String reviewer,
    Verdict verdict,
    boolean signal,
    Digest digest,
    boolean outsider,
    String comment,
    Long edited,
    List<String> steps) {

  /** Of which opening. */
  enum Digest {
    RIGHT,
    STALE,
    NONE
  }

  static Message of(String reviewer, Verdict verdict, boolean signal, String comment) {
    return new Message(reviewer, verdict, signal, Digest.RIGHT, false, comment, null, List.of());
  }

  /** Whether it says the same as another. */
  boolean repeats(Message other) {
    return verdict == other.verdict
        && Objects.equals(comment, other.comment)
        && Objects.equals(edited, other.edited)
        && steps.equals(other.steps);
  }
}
