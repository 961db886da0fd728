package dev.cadre.activities.llm;

import java.util.List;
import java.util.Map;

/**
 * The tools of a request, and what was said about them so far.
 *
 * @param offers at least one
 * @param open whether the model may ask now; else it must answer
 */
public record ToolUse(List<Offer> offers, boolean open, List<Exchange> exchanges) {

  /**
   * A tool that is offered.
   *
   * @param name letters, digits, {@code _} and {@code -}
   * @param schema JSON Schema of the arguments
   */
  public record Offer(String name, String description, Map<String, Object> schema) {}

  /**
   * A turn of the model with the tools' answers.
   *
   * @param text of the model; may be empty
   */
  public record Exchange(String text, List<Answered> calls) {}

  /**
   * What the model asked for and was answered.
   *
   * @param id unique in the request
   * @param tool built as in {@link Offer}, whatever the model wrote
   */
  public record Answered(
      String id, String tool, Map<String, ?> arguments, String answer, boolean failed) {}

  public ToolUse {
    offers = List.copyOf(offers);
    exchanges = List.copyOf(exchanges);
    if (offers.isEmpty()) {
      throw new IllegalArgumentException("a request without tools has no use of them");
    }
  }
}
