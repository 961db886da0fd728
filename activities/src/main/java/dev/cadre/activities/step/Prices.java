package dev.cadre.activities.step;

import dev.cadre.activities.llm.Usage;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.llm.RouteTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What calls cost, in USD. */
final class Prices {

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final int SCALE = 9;

  /** No tokenizer makes more tokens than bytes: only so can no reservation be too small. */
  private static final int BYTES_PER_TOKEN = 1;

  /** What the dialect wraps around the messages. */
  private static final int OVERHEAD_TOKENS = 64;

  private final Supplier<? extends Catalogue> catalogue;

  Prices(Supplier<? extends Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * What the call may cost at most.
   *
   * @param bytes of everything that is sent
   */
  static BigDecimal worstCase(RouteTarget target, long bytes, int maxTokens) {
    long input = bytes / BYTES_PER_TOKEN + OVERHEAD_TOKENS;
    return cost(
        target.inputUsdPerMillion(),
        target.outputUsdPerMillion(),
        target.usdPerThousandRequests(),
        input,
        maxTokens);
  }

  /** What the call cost: at the price of the model that served it, where that has one. */
  BigDecimal cost(RouteTarget target, @Nullable String servedModel, Usage usage) {
    Optional<ModelSpec> served =
        servedModel == null
            ? Optional.empty()
            : catalogue.get().model(target.provider(), servedModel);
    BigDecimal input = served.map(ModelSpec::inputUsdPerMillion).orElse(null);
    BigDecimal output = served.map(ModelSpec::outputUsdPerMillion).orElse(null);
    return cost(
        input == null ? target.inputUsdPerMillion() : input,
        output == null ? target.outputUsdPerMillion() : output,
        target.usdPerThousandRequests(),
        usage.input(),
        usage.output());
  }

  private static BigDecimal cost(
      BigDecimal input,
      BigDecimal output,
      @Nullable BigDecimal perThousand,
      long inputTokens,
      long outputTokens) {
    BigDecimal tokens =
        input
            .multiply(BigDecimal.valueOf(inputTokens))
            .add(output.multiply(BigDecimal.valueOf(outputTokens)))
            .divide(MILLION, SCALE, RoundingMode.UP);
    return perThousand == null
        ? tokens
        : tokens.add(perThousand.divide(THOUSAND, SCALE, RoundingMode.UP));
  }
}
