package dev.cadre.stores.plan;

import dev.cadre.workflows.step.StepState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step as it stands in the read model.
 *
 * @param reason a code: why it failed or was skipped
 * @param message a sentence for a person
 * @param attempts of all occurrences
 * @param result the newest committed result; null when there is none
 */
public record StepRead(
    String id,
    String kind,
    int occurrence,
    StepState state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    long attempts,
    Money cost,
    @Nullable ResultRead result) {

  /**
   * A committed output.
   *
   * @param origin attempt, aggregate, choice, gate, edited or copied
   * @param pickedFrom the step whose output was picked
   * @param sha256 of the output's RFC 8785 form
   * @param size of the same in bytes
   * @param output the output itself; null in lists when it is over 4 KB
   * @param complete whether {@code output} is here
   */
  public record ResultRead(
      int occurrence,
      String origin,
      @Nullable String pickedFrom,
      String sha256,
      long size,
      @Nullable Object output,
      boolean complete) {}
}
