package dev.cadre.workflows.step;

/**
 * One step again and again. Its output is that of the last turn.
 *
 * @param until CEL, evaluated after each turn, must be a boolean; it sees the turn's output as that
 *     of the nested step, and {@code turn}
 * @param max turns at most; the loop then ends as it stands
 */
public record LoopStep(String id, StepOptions options, Step step, String until, int max)
    implements Step {

  /** The most turns. */
  public static final int MAX_TURNS = 1_000;

  /** Turns where the plan does not say. */
  public static final int DEFAULT_TURNS = 10;
}
