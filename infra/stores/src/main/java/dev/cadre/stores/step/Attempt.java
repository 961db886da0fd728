package dev.cadre.stores.step;

import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.tenant.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
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
    Duration timeout) {

  /** What is called. */
  public enum Kind {
    MODEL,
    TOOL;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
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
