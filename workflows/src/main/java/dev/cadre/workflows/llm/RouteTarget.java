package dev.cadre.workflows.llm;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * One target of a route, as it stood when the plan started.
 *
 * @param maxTokens the output that is asked for and reserved, see semantics "Plan grammar"
 * @param maxOutput what the model can give at most; TRUNCATED doubles {@code maxTokens} once up to
 *     it
 * @param tools whether it can be offered tools; null in what an earlier version wrote
 */
public record RouteTarget(
    String provider,
    String model,
    int contextWindow,
    int maxTokens,
    int maxOutput,
    BigDecimal inputUsdPerMillion,
    BigDecimal outputUsdPerMillion,
    @Nullable BigDecimal usdPerThousandRequests,
    @Nullable Boolean tools) {

  /** Whether it can be offered tools. */
  public boolean takesTools() {
    return Boolean.TRUE.equals(tools);
  }

  @Override
  public String toString() {
    return provider + "/" + model;
  }
}
