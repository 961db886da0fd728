package dev.cadre.stores.step;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.step.AttemptKey;
import java.math.BigDecimal;
import java.time.Duration;

/** Attempts at a model that tests begin by themselves: a plan's own step, the first target. */
final class ModelAttempts {

  private ModelAttempts() {}

  /** At the model "m" of the provider; it may be made again where its worker is lost. */
  static Attempt of(AttemptKey key, String provider, String worstCase) {
    return new Attempt(
        TestStore.TENANT,
        key,
        null,
        Attempt.Kind.MODEL,
        provider,
        "m",
        new BigDecimal(worstCase),
        false,
        false,
        true,
        Duration.ofSeconds(60));
  }
}
