package dev.cadre.workflows.budget;

import java.math.BigDecimal;

/**
 * What a plan may spend.
 *
 * @param limit in {@code currency}, zero or more
 * @param currency ISO 4217; only USD until the ledger stands
 */
public record Budget(BigDecimal limit, String currency, OnLimit onLimit) {

  /** What happens when a reservation would go over the limit. */
  public enum OnLimit {
    ASK,
    CHEAPER,
    HOLD,
    FAIL
  }
}
