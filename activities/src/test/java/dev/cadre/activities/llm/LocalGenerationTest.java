package dev.cadre.activities.llm;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalGenerationTest {

  @ParameterizedTest
  @ValueSource(strings = {"It boils.", "Does it boil?", "\"It boils!\"", "(It boils.)\n", "…"})
  void knowsTheEndOfASentence(String text) {
    assertThat(LocalGeneration.endsSentence(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "It boils", "It boils, and", "\"", "1.5 l"})
  void knowsWhereNoneEnds(String text) {
    assertThat(LocalGeneration.endsSentence(text)).isFalse();
  }
}
