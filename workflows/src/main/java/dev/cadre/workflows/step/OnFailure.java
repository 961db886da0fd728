package dev.cadre.workflows.step;

import org.jspecify.annotations.Nullable;

/**
 * What follows when a step fails.
 *
 * @param step the step that runs instead; only with {@link Mode#RUN}
 */
public record OnFailure(Mode mode, @Nullable String step) {

  /** The default: the plan fails. */
  public static final OnFailure FAIL = new OnFailure(Mode.FAIL, null);

  /** The ways on. */
  public enum Mode {
    FAIL,
    SKIP,
    CONTINUE,
    RUN
  }

  public OnFailure {
    if ((mode == Mode.RUN) != (step != null)) {
      throw new IllegalArgumentException("a step is named exactly when it is to run");
    }
  }
}
