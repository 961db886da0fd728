package dev.cadre.activities.step;

import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import io.temporal.failure.ApplicationFailure;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of attempts that end in a typed failure: one line, without a stack and without the message,
 * which may hold what a plan says. Whatever else goes wrong is Temporal's to log, with its stack.
 */
final class AttemptReports {

  private static final Logger LOG = LoggerFactory.getLogger(AttemptReports.class);

  private AttemptReports() {}

  /**
   * Runs an attempt.
   *
   * @param target the provider and model, or the tool
   */
  static AttemptResult of(AttemptKey key, String target, Supplier<AttemptResult> attempt) {
    try {
      return attempt.get();
    } catch (ApplicationFailure e) {
      boolean waits = Failures.NOT_CALLED.equals(e.getType());
      LOG.atInfo()
          .addKeyValue("plan", key.plan().toString())
          .addKeyValue("step", key.step())
          .addKeyValue("target", target)
          .addKeyValue("try", key.attempt())
          .addKeyValue("category", e.getType())
          .log(waits ? "An attempt waits, uncalled" : "An attempt failed");
      throw e;
    }
  }
}
