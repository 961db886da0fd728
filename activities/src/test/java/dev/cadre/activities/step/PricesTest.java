package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.llm.Usage;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.tool.ToolSpec;
import io.temporal.failure.ApplicationFailure;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PricesTest {

  private static final RouteTarget TARGET =
      new RouteTarget(
          "openai", "gpt", 9000, 100, 100, new BigDecimal("1"), new BigDecimal("2"), null, false);

  private static Catalogue catalogue(Map<String, String> prices) {
    return new Catalogue() {
      @Override
      public Optional<AgentSpec> agent(String name) {
        return Optional.empty();
      }

      @Override
      public Optional<ToolSpec> tool(String name) {
        return Optional.empty();
      }

      @Override
      public Optional<ModelSpec> model(String provider, String model) {
        return Optional.ofNullable(prices.get(model))
            .map(price -> price.isEmpty() ? null : new BigDecimal(price))
            .map(price -> spec(model, price))
            .or(() ->
                prices.containsKey(model) ? Optional.of(spec(model, null)) : Optional.empty());
      }

      @Override
      public Optional<ModelSpec> defaultModel(String provider) {
        return Optional.empty();
      }

      @Override
      public boolean callable(String provider) {
        return true;
      }
    };
  }

  private static ModelSpec spec(String model, BigDecimal price) {
    return new ModelSpec("openai", model, 9000, 100, price, price, null, "mid", Set.of());
  }

  @Test
  void takesThePriceOfNowRatherThanThatOfThePlansBeginning() {
    Prices prices = Prices.now(catalogue(Map.of("gpt", "10")), TARGET);
    assertThat(prices.worstCase(36, 100)).isEqualByComparingTo("0.002");
    assertThat(prices.cost("gpt", new Usage(100, 0, 100))).isEqualByComparingTo("0.002");
  }

  @Test
  void keepsThePriceOfThePlansBeginningWhereTheModelHasLeftTheCatalogue() {
    Prices prices = Prices.now(catalogue(Map.of()), TARGET);
    assertThat(prices.cost(null, new Usage(1_000_000, 0, 1_000_000))).isEqualByComparingTo("3");
  }

  @Test
  void chargesWhatWasServedAtItsOwnPriceWhereThatIsKnown() {
    Prices prices = Prices.now(catalogue(Map.of("gpt", "10", "mini", "4", "dark", "")), TARGET);
    Usage usage = new Usage(500_000, 0, 500_000);
    assertThat(prices.cost("mini", usage)).isEqualByComparingTo("4");
    assertThat(prices.cost("dark", usage)).isEqualByComparingTo("10");
    assertThat(prices.cost("unheard-of", usage)).isEqualByComparingTo("10");
  }

  @Test
  void refusesToCallWhatHasNoKnownPriceNow() {
    assertThatThrownBy(() -> Prices.now(catalogue(Map.of("gpt", "")), TARGET))
        .isInstanceOf(ApplicationFailure.class)
        .hasMessageContaining("POST /v1/models/openai/gpt/prices")
        .extracting(e -> ((ApplicationFailure) e).getType())
        .isEqualTo("BUDGET");
  }
}
