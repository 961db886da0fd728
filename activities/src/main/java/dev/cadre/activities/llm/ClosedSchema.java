package dev.cadre.activities.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The form of a schema that Anthropic enforces: every object closed, plain keywords only. What
 * matches it matches the original too.
 */
final class ClosedSchema {

  private static final Set<String> PLAIN =
      Set.of("type", "enum", "const", "required", "description", "title", "format", "default");

  private ClosedSchema() {}

  /** Empty when the schema says more than can be enforced. */
  static Optional<Map<String, Object>> of(Map<String, Object> schema) {
    Map<String, Object> closed = new LinkedHashMap<>();
    for (Map.Entry<String, Object> entry : schema.entrySet()) {
      Optional<Object> value = value(entry.getKey(), entry.getValue());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      closed.put(entry.getKey(), value.get());
    }
    if ("object".equals(closed.get("type")) || closed.containsKey("properties")) {
      if (!closed.containsKey("properties")) {
        return Optional.empty();
      }
      closed.put("additionalProperties", false);
    }
    return Optional.of(closed);
  }

  private static Optional<Object> value(String keyword, @Nullable Object value) {
    if (PLAIN.contains(keyword)) {
      return Optional.ofNullable(value);
    }
    return switch (keyword) {
      case "properties" -> value instanceof Map<?, ?> map ? properties(map) : Optional.empty();
      case "anyOf" -> value instanceof List<?> list ? all(list) : Optional.empty();
      case "items" -> nested(value);
      // true and a schema both allow what is closed off here.
      case "additionalProperties" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> properties(Map<?, ?> properties) {
    Map<String, Object> closed = new LinkedHashMap<>();
    for (Map.Entry<?, ?> property : properties.entrySet()) {
      Optional<Object> schema = nested(property.getValue());
      if (schema.isEmpty()) {
        return Optional.empty();
      }
      closed.put(String.valueOf(property.getKey()), schema.get());
    }
    return Optional.of(closed);
  }

  private static Optional<Object> all(List<?> schemas) {
    List<Object> closed = new ArrayList<>();
    for (Object schema : schemas) {
      Optional<Object> one = nested(schema);
      if (one.isEmpty()) {
        return Optional.empty();
      }
      closed.add(one.get());
    }
    return Optional.of(closed);
  }

  @SuppressWarnings("unchecked") // JSON objects have string keys
  private static Optional<Object> nested(@Nullable Object schema) {
    return schema instanceof Map<?, ?> map
        ? of((Map<String, Object>) map).map(Object.class::cast)
        : Optional.empty();
  }
}
