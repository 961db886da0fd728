package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarkdownTableTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "Here it is:\n\na | b\n--- | :-:\n1 | 2\n\nThat is all.",
        "```\n| a |\n|---|\n| 1 |\n```",
        "| a \\| b | c |\r\n|:---|---:|\r\n| 1 | 2 |"
      })
  void findsATable(String text) {
    assertThat(MarkdownTable.in(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "They owe 17 euros.",
        "Title\n-----\nA heading, and no table.",
        "| a | b |\n| 1 | 2 |",
        "| a | b |\n|---|\n| 1 | 2 |",
        "|---|---|",
        "a | b\n\n---|---"
      })
  void findsNone(String text) {
    assertThat(MarkdownTable.in(text)).isFalse();
  }
}
