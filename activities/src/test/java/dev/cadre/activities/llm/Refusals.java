package dev.cadre.activities.llm;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;

/** Failures for fakes of other packages. */
public final class Refusals {

  private Refusals() {}

  /** A provider answered with an error status. */
  public static ModelCallFailed of(FailureCategory category, int status) {
    return new ModelCallFailed(
        new AttemptFailure(
            category, true, status, null, null, null, false, Duration.ofMillis(3), "It failed."),
        null);
  }
}
