package dev.cadre.stores.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NewDocumentTest {

  @ParameterizedTest
  @CsvSource({
    "'# Tea and water\n\nBoil.', Tea and water",
    "'\n\n  First line  \nSecond', First line",
    "'###', x1"
  })
  void takesItsFirstLineForATitle(String text, String title) {
    assertThat(new NewDocument("x1", null, null, text).shownTitle()).isEqualTo(title);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "../x", "a b", "ines@mail.example", "-a"})
  void refusesIdsThatAreNone(String id) {
    assertThatThrownBy(() -> new NewDocument(id, null, null, "Text."))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("The id is");
  }

  @Test
  void refusesWhatIsEmptyOrTooLarge() {
    assertThatThrownBy(() -> new NewDocument("a", null, null, " \n "))
        .hasMessage("The text is empty.");
    // 3 bytes each.
    String large = "€".repeat(4 * 1024 * 1024 / 3 + 1);
    assertThatThrownBy(() -> new NewDocument("a", null, null, large))
        .hasMessageContaining("over 4 MiB");
    assertThat(new NewDocument("a", null, null, large.substring(1)).text())
        .hasSize(large.length() - 1);
  }
}
