package dev.cadre.activities.llm;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call that gave no usable answer. It has no cause on purpose: what HTTP and JSON libraries say
 * may quote a key or a prompt.
 */
public final class ModelCallFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final transient AttemptFailure failure;
  private final transient @Nullable Usage usage;

  ModelCallFailed(AttemptFailure failure, @Nullable Usage usage) {
    super(failure.message());
    this.failure = failure;
    this.usage = usage;
  }

  static ModelCallFailed notCalled(FailureCategory category, String message) {
    return new ModelCallFailed(
        new AttemptFailure(
            category, false, null, null, null, null, false, Duration.ZERO, message, false),
        null);
  }

  /** The category, what the provider asked for, and one scrubbed sentence. */
  public AttemptFailure failure() {
    return failure;
  }

  public FailureCategory category() {
    return failure.category();
  }

  /** What the provider billed although the answer is of no use; null when it told nothing. */
  public @Nullable Usage usage() {
    return usage;
  }

  /**
   * Whether the provider surely bills nothing: it was not reached, or it answered with an error
   * status. Otherwise {@link #usage()}, or the worst case, is to be charged.
   */
  public boolean unbilled() {
    Integer status = failure.status();
    return !failure.called() || (status != null && status >= 400);
  }
}
