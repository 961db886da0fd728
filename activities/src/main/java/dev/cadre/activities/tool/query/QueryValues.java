package dev.cadre.activities.tool.query;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.expression.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The texts that are bound, one for each place. They have no type of their own: the server gives
 * each the one that its place asks for, and null is null of that type.
 */
record QueryValues(List<@Nullable String> texts) {

  QueryValues(List<@Nullable String> texts) {
    this.texts = Collections.unmodifiableList(new ArrayList<>(texts));
  }

  /** An argument that is missing is null. */
  static QueryValues of(NamedSql sql, Map<String, ?> arguments) {
    List<@Nullable String> texts = new ArrayList<>();
    for (String name : sql.names()) {
      texts.add(text(name, arguments.get(name)));
    }
    return new QueryValues(texts);
  }

  private static @Nullable String text(String name, @Nullable Object value) {
    return switch (value) {
      case null -> null;
      case List<?> list -> array(name, list);
      case Map<?, ?> map -> sound(name, CanonicalJson.of(map));
      default -> scalar(name, value);
    };
  }

  private static String scalar(String name, Object value) {
    return sound(name, value instanceof String text ? text : CanonicalJson.of(value));
  }

  /** As PostgreSQL writes arrays. */
  private static String array(String name, List<?> list) {
    StringJoiner items = new StringJoiner(",", "{", "}");
    for (Object item : list) {
      if (item instanceof List || item instanceof Map) {
        throw ToolFailed.refused(
            "The argument " + name + " must be a list of texts, numbers, true and false.");
      }
      items.add(
          item == null
              ? "NULL"
              : '"' + scalar(name, item).replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    return items.toString();
  }

  /** No text of PostgreSQL holds a NUL, and half a character would become another one. */
  private static String sound(String name, String text) {
    if (text.indexOf('\0') >= 0 || !StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw ToolFailed.refused(
          "The argument " + name + " holds a character that no database can store.");
    }
    return text;
  }
}
