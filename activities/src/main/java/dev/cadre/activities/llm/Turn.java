package dev.cadre.activities.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model's turn as a dialect told it.
 *
 * @param wishes tools that the model asks for; then the text is beside the point
 * @param model that served; null when not told
 * @param usage null when not told, or when it makes no sense
 * @param finish the provider's word for the end
 */
record Turn(
    String text,
    List<ToolWish> wishes,
    @Nullable String model,
    @Nullable Usage usage,
    String finish,
    End end) {

  /** How a turn ends. */
  enum End {
    COMPLETE,
    /** At the maximum of tokens. */
    LENGTH,
    /** The model refused, or a filter cut in. */
    REFUSED,
    /** The context window was full. */
    WINDOW_FULL,
    /** The provider broke off. */
    BROKEN_OFF
  }
}
