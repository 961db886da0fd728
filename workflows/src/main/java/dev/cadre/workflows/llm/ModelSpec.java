package dev.cadre.workflows.llm;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model of the catalogue.
 *
 * @param contextWindow tokens, input and output together
 * @param maxOutput tokens; null when the provider does not say, then a step must give {@code
 *     maxTokens}
 * @param inputUsdPerMillion null is unknown, never zero
 * @param outputUsdPerMillion null is unknown, never zero
 * @param tier cheap, mid or premium
 */
public record ModelSpec(
    String provider,
    String model,
    int contextWindow,
    @Nullable Integer maxOutput,
    @Nullable BigDecimal inputUsdPerMillion,
    @Nullable BigDecimal outputUsdPerMillion,
    @Nullable BigDecimal usdPerThousandRequests,
    String tier,
    Set<String> capabilities) {

  public ModelSpec {
    capabilities = Set.copyOf(capabilities);
  }

  /** {@code provider/model}. */
  public String target() {
    return provider + "/" + model;
  }
}
