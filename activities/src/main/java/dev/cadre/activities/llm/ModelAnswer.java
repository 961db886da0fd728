package dev.cadre.activities.llm;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer: it ended by itself, is not empty, and matches the schema where one was given.
 *
 * @param value the parsed tree (map, list, string, Long, Double, Boolean, null) where a schema was
 *     given, else the text
 * @param wishes tools that the model asks for before it answers; then there is no value
 * @param servedModel what the provider says it used; it sets the price
 * @param usage null when the provider told none or told nonsense: charge the worst case
 * @param finishReason the provider's own word, such as {@code stop} or {@code end_turn}
 * @param status HTTP status; null for the embedded model
 */
public record ModelAnswer(
    @Nullable Object value,
    String text,
    List<ToolWish> wishes,
    String servedModel,
    @Nullable Usage usage,
    String finishReason,
    @Nullable Integer status) {

  public ModelAnswer {
    wishes = List.copyOf(wishes);
  }
}
