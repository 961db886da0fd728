package dev.cadre.stores.plan;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * An amount of money.
 *
 * @param amount a decimal string
 * @param currency ISO 4217
 */
public record Money(String amount, String currency) {

  private static final int CENTS = 2;

  /** With two decimals at least and as many as the amount needs. */
  public static Money of(BigDecimal amount, String currency) {
    BigDecimal plain = amount.stripTrailingZeros();
    BigDecimal shown =
        plain.scale() < CENTS ? plain.setScale(CENTS, RoundingMode.UNNECESSARY) : plain;
    return new Money(shown.toPlainString(), currency);
  }

  /** US dollars. */
  public static Money usd(BigDecimal amount) {
    return of(amount, "USD");
  }
}
