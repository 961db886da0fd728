package dev.cadre.workflows.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a line that anybody may have written. Throws IllegalArgumentException. */
final class Fields {

  static final long VERSION = 1;

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final Map<?, ?> line;

  Fields(Map<?, ?> line) {
    this.line = line;
  }

  /** The same, if it is of the version that is known here. */
  Fields known() {
    if (number("v") != VERSION) {
      throw new IllegalArgumentException("is of another version");
    }
    return this;
  }

  String text(String name) {
    if (line.get(name) instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw lacks(name);
  }

  /** One or more. */
  long number(String name) {
    Object value = line.get(name);
    if (value instanceof Long || value instanceof Integer) {
      long number = ((Number) value).longValue();
      if (number > 0) {
        return number;
      }
    }
    throw lacks(name);
  }

  /** A SHA-256 hash in lower-case hex. */
  String hash(String name) {
    String text = text(name);
    if (!HASH.matcher(text).matches()) {
      throw lacks(name);
    }
    return text;
  }

  Instant time(String name) {
    try {
      return Instant.parse(text(name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("has a `" + name + "` that is no time", e);
    }
  }

  @Nullable Instant timeOrNull(String name) {
    return line.get(name) == null ? null : time(name);
  }

  @Nullable Map<?, ?> objectOrNull(String name) {
    Object value = line.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof Map<?, ?> object) {
      return object;
    }
    throw lacks(name);
  }

  private static IllegalArgumentException lacks(String name) {
    return new IllegalArgumentException("has no proper `" + name + "`");
  }
}
