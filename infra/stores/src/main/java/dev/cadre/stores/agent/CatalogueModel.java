package dev.cadre.stores.agent;

import dev.cadre.workflows.llm.ModelPrice;
import dev.cadre.workflows.llm.ModelSpec;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model with all its prices.
 *
 * @param isDefault what a route means that names the provider alone
 * @param maxOutput null when the provider does not say
 * @param regions where it is served; none: not known
 * @param prices by their moments
 */
public record CatalogueModel(
    String provider,
    String model,
    boolean isDefault,
    int contextWindow,
    @Nullable Integer maxOutput,
    String tier,
    Set<String> capabilities,
    Set<String> regions,
    List<ModelPrice> prices) {

  public CatalogueModel {
    capabilities = Set.copyOf(capabilities);
    regions = Set.copyOf(regions);
    prices = prices.stream().sorted(Comparator.comparing(ModelPrice::from)).toList();
  }

  /** {@code provider/model}. */
  public String target() {
    return provider + "/" + model;
  }

  /** The price in force at a moment; empty where none is yet. */
  public Optional<ModelPrice> price(Instant at) {
    return prices.reversed().stream().filter(price -> !price.from().isAfter(at)).findFirst();
  }

  /** The next moment at which another price comes into force. */
  Optional<Instant> changes(Instant after) {
    return prices.stream().map(ModelPrice::from).filter(from -> from.isAfter(after)).findFirst();
  }

  /** As calls see it at a moment. */
  ModelSpec at(Instant moment) {
    Optional<ModelPrice> price = price(moment);
    return new ModelSpec(
        provider,
        model,
        contextWindow,
        maxOutput,
        price.map(ModelPrice::inputUsdPerMillion).orElse(null),
        price.map(ModelPrice::outputUsdPerMillion).orElse(null),
        price.map(ModelPrice::usdPerThousandRequests).orElse(null),
        tier,
        capabilities);
  }

  /** The same, as the provider's default or not. */
  CatalogueModel defaulting(boolean value) {
    return new CatalogueModel(
        provider, model, value, contextWindow, maxOutput, tier, capabilities, regions, prices);
  }

  /** The same with other prices. */
  CatalogueModel priced(List<ModelPrice> others) {
    return new CatalogueModel(
        provider, model, isDefault, contextWindow, maxOutput, tier, capabilities, regions, others);
  }
}
