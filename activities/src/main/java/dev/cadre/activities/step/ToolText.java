package dev.cadre.activities.step;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.stores.tool.ToolAnswer;
import dev.cadre.workflows.llm.FailureCategory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a tool gives, as its model reads it. */
final class ToolText {

  /** Characters; what is longer would fill the model's window, and the budget. */
  private static final int LONGEST = 60_000;

  private ToolText() {}

  static ToolAnswer answer(@Nullable Object output) {
    String text = written(output);
    return new ToolAnswer(
        text.length() <= LONGEST
            ? text
            : text.substring(0, LONGEST)
                + "\n[cut here, after "
                + LONGEST
                + " of "
                + text.length()
                + " characters]",
        false);
  }

  private static String written(@Nullable Object output) {
    try {
      return PromptText.written(output);
    } catch (IllegalArgumentException e) {
      throw ToolFailed.called(
          FailureCategory.TOOL_FAILED, null, null, Duration.ZERO, Failures.NO_JSON);
    }
  }
}
