package dev.cadre.activities.step;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cadre.activities.tool.ToolFailed;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolTextTest {

  @Test
  void failsAToolThatAnswersWithWhatIsNoJson() {
    assertThatThrownBy(() -> ToolText.answer(List.of(Double.POSITIVE_INFINITY)))
        .isInstanceOf(ToolFailed.class)
        .hasMessageContaining("too large");
  }
}
