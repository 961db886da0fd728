package dev.cadre.workflows.gate;

/** What a reviewer says. */
public enum Verdict {
  /** Go on with what was shown. */
  GO,
  /** Change it: with a comment, or with an edited output. */
  ADJUST,
  /** Do the whole way again. */
  REDO,
  /** Stop. */
  REJECT
}
