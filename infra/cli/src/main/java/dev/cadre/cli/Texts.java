package dev.cadre.cli;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import tools.jackson.databind.JsonNode;

/** Values of the API as text. */
public final class Texts {

  private Texts() {}

  /** A string as it is, all else as indented JSON. */
  public static String body(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return "";
    }
    return value.isString() ? value.asString("") : value.toPrettyString();
  }

  /** The same, with what would steer a terminal or hide itself written as its number. */
  static String visible(String text) {
    StringBuilder visible = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          switch (Character.getType(c)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.SURROGATE,
                Character.UNASSIGNED ->
                visible.append("\\u%04x".formatted(c));
            default -> visible.appendCodePoint(c);
          }
        });
    return visible.toString();
  }

  /** The value in the answer of {@code /result}. */
  public static JsonNode result(JsonNode answer) {
    return answer.has("result") ? answer.path("result") : answer;
  }

  /** The beginning of a text that nobody can read to its end. */
  static String shorten(String text) {
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }

  /** A time of the API; {@code otherwise} where it is none. */
  static Instant instant(String text, Instant otherwise) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return otherwise;
    }
  }

  /** The first of these fields that is there, as text. */
  static String first(JsonNode tree, String... names) {
    for (String name : names) {
      String value = tree.path(name).asString("");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }
}
