package dev.cadre.stores.step;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a call used and cost.
 *
 * @param servedModel what the provider says it used
 * @param costUsd at the price of what was served
 */
public record Bill(
    @Nullable String servedModel,
    @Nullable Integer httpStatus,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Long cachedTokens,
    BigDecimal costUsd) {

  /** Nothing used, nothing billed. */
  public static final Bill NOTHING = new Bill(null, null, null, null, null, BigDecimal.ZERO);

  public Bill {
    if (costUsd.signum() < 0) {
      throw new IllegalArgumentException("a call costs nothing or more");
    }
  }
}
