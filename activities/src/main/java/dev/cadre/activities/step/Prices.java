package dev.cadre.activities.step;

import dev.cadre.activities.llm.Usage;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.llm.RouteTarget;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one call costs, in USD: at the prices in force when it begins, whatever comes into force
 * before its bill does.
 */
final class Prices {

  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal THOUSAND = BigDecimal.valueOf(1_000);
  private static final int SCALE = 9;

  /** No tokenizer makes more tokens than bytes: only so can no reservation be too small. */
  private static final int BYTES_PER_TOKEN = 1;

  /** What the dialect wraps around the messages. */
  private static final int OVERHEAD_TOKENS = 64;

  private final Catalogue catalogue;
  private final RouteTarget target;
  private final Price price;

  private record Price(BigDecimal input, BigDecimal output, @Nullable BigDecimal perThousand) {

    BigDecimal of(long inputTokens, long outputTokens) {
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

  private Prices(Catalogue catalogue, RouteTarget target, Price price) {
    this.catalogue = catalogue;
    this.target = target;
    this.price = price;
  }

  /**
   * Of a call that begins now. A model that has left the catalogue costs what it did when the plan
   * began; one whose price is unknown now is not called.
   */
  static Prices now(Catalogue catalogue, RouteTarget target) {
    Optional<ModelSpec> model = catalogue.model(target.provider(), target.model());
    if (model.isEmpty()) {
      Price fixed =
          new Price(
              target.inputUsdPerMillion(),
              target.outputUsdPerMillion(),
              target.usdPerThousandRequests());
      return new Prices(catalogue, target, fixed);
    }
    return price(model.get())
        .map(price -> new Prices(catalogue, target, price))
        .orElseThrow(() ->
            Failures.of(
                Failures.notCalled(
                    FailureCategory.BUDGET,
                    "What "
                        + target
                        + " costs is not known now; who operates the installation can add it:"
                        + " POST /v1/models/"
                        + target
                        + "/prices.")));
  }

  private static Optional<Price> price(ModelSpec model) {
    BigDecimal input = model.inputUsdPerMillion();
    BigDecimal output = model.outputUsdPerMillion();
    return input == null || output == null
        ? Optional.empty()
        : Optional.of(new Price(input, output, model.usdPerThousandRequests()));
  }

  /**
   * What the call may cost at most.
   *
   * @param bytes of everything that is sent
   */
  BigDecimal worstCase(long bytes, int maxTokens) {
    return price.of(worstInput(bytes), maxTokens);
  }

  /** Tokens that the call may use at most, in and out; as of {@link #worstCase}. */
  static long worstTokens(long bytes, int maxTokens) {
    return worstInput(bytes) + maxTokens;
  }

  private static long worstInput(long bytes) {
    return bytes / BYTES_PER_TOKEN + OVERHEAD_TOKENS;
  }

  /** What the call cost: at the price of the model that served it, where that has one. */
  BigDecimal cost(@Nullable String servedModel, Usage usage) {
    Price served =
        Optional.ofNullable(servedModel)
            .flatMap(model -> catalogue.model(target.provider(), model))
            .flatMap(Prices::price)
            .map(found -> new Price(found.input(), found.output(), price.perThousand()))
            .orElse(price);
    return served.of(usage.input(), usage.output());
  }
}
