package dev.cadre.workflows.llm;

import java.time.Duration;

/** What follows a failed attempt. */
public sealed interface Next {

  /**
   * The same target is called again.
   *
   * @param delay before the call
   * @param doubleTokens ask for twice the output, up to the model's maximum
   * @param repair tell the model what was wrong with its answer
   */
  record SameTarget(Duration delay, boolean doubleTokens, boolean repair) implements Next {}

  /**
   * The route's next target is called; the attempt's failure stands when there is none.
   *
   * @param largerWindow only a target with a larger context window will do
   * @param largerOutput only a target with a larger maximum of output will do
   * @param lastChance the failure may be the request's fault: if one more target refuses it alike,
   *     the step fails
   */
  record NextTarget(boolean largerWindow, boolean largerOutput, boolean lastChance)
      implements Next {

    static final NextTarget ANY = new NextTarget(false, false, false);
  }

  /** The step fails at once: no other target would do, or none may be asked. */
  record Fail() implements Next {}
}
