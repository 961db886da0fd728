package dev.cadre.stores.step;

import dev.cadre.stores.llm.CalledModel;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt that is about to call.
 *
 * @param frame the instance that the step belongs to; null in the plan's own graph
 * @param provider of the model; of a tool its name
 * @param model null for a tool
 * @param worstCase what the call may cost at most, in USD
 * @param probe calls even a target that cools down
 * @param repeatable whether a second call does no harm; a model's never does
 * @param timeout of one call
 * @param own the tenant's own model configuration; null: the installation's key, or a tool
 * @param held why nothing may be called now; null: nothing is known against it
 */
public record Attempt(
    TenantId tenant,
    AttemptKey key,
    @Nullable Frame frame,
    Kind kind,
    String provider,
    @Nullable String model,
    BigDecimal worstCase,
    boolean fallback,
    boolean probe,
    boolean repeatable,
    Duration timeout,
    @Nullable UUID own,
    @Nullable AttemptFailure held) {

  /** What is called. */
  public enum Kind {
    MODEL,
    TOOL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** With the installation's key, or of a tool. */
  public Attempt(
      TenantId tenant,
      AttemptKey key,
      @Nullable Frame frame,
      Kind kind,
      String provider,
      @Nullable String model,
      BigDecimal worstCase,
      boolean fallback,
      boolean probe,
      boolean repeatable,
      Duration timeout) {
    this(
        tenant,
        key,
        frame,
        kind,
        provider,
        model,
        worstCase,
        fallback,
        probe,
        repeatable,
        timeout,
        null,
        null);
  }

  /** What may rest after a failure; null for a tool. */
  @Nullable CalledModel calledModel() {
    return model == null ? null : new CalledModel(provider, model, own);
  }

  public Attempt {
    if ((kind == Kind.MODEL) != (model != null)) {
      throw new IllegalArgumentException("a model is named exactly when one is called");
    }
    if (worstCase.signum() < 0) {
      throw new IllegalArgumentException("a call costs nothing or more");
    }
  }
}
