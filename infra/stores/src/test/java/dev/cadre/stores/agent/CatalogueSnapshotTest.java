package dev.cadre.stores.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.workflows.llm.ModelSpec;
import java.math.BigDecimal;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogueSnapshotTest {

  private final CatalogueSnapshot catalogue =
      CatalogueSnapshot.shipped(Set.of("anthropic", "local"));

  @Test
  void knowsTheLocalModelAsFreeAndSmall() {
    ModelSpec local = catalogue.defaultModel("local").orElseThrow();
    assertThat(local.target()).isEqualTo("local/smollm2-135m");
    assertThat(local.contextWindow()).isEqualTo(4096);
    assertThat(local.inputUsdPerMillion()).isEqualByComparingTo(BigDecimal.ZERO);
    assertThat(local.capabilities()).containsExactlyInAnyOrder("chat", "json_schema", "local");
  }

  @Test
  void keepsAnUnknownMaximumUnknown() {
    ModelSpec sonar = catalogue.model("perplexity", "sonar").orElseThrow();
    assertThat(sonar.maxOutput()).isNull();
    assertThat(sonar.usdPerThousandRequests()).isEqualByComparingTo("12");
  }

  @Test
  void givesEveryProviderOneDefaultOfTheMiddleTier() {
    for (ModelSpec model : catalogue.models()) {
      assertThat(catalogue.defaultModel(model.provider()))
          .get()
          .extracting(ModelSpec::tier)
          .isEqualTo("mid");
    }
  }

  @Test
  void callsOnlyWhatSomeWorkerCanCall() {
    assertThat(catalogue.callable("anthropic")).isTrue();
    assertThat(catalogue.callable("openai")).isFalse();
    assertThat(catalogue.calling(Set.of("openai")).callable("openai")).isTrue();
  }

  @Test
  void knowsWhichToolMayRepeat() {
    assertThat(catalogue.tool("http-get").orElseThrow().idempotent()).isTrue();
    assertThat(catalogue.tool("http-post").orElseThrow().idempotent()).isFalse();
    assertThat(catalogue.tool("rm")).isEmpty();
  }
}
