package dev.cadre.workflows.agent;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How an output looks, and is to be drawn.
 *
 * @param name by which agents and tools name it
 * @param schema JSON Schema of the value
 * @param renderer a hint for who draws it: {@code type} and whatever belongs to that
 */
public record OutputFormat(
    String name,
    String description,
    Map<String, Object> schema,
    Map<String, @Nullable Object> renderer) {

  public OutputFormat {
    schema = Collections.unmodifiableMap(new LinkedHashMap<>(schema));
    renderer = Collections.unmodifiableMap(new LinkedHashMap<>(renderer));
  }

  /** Whether its values are objects, so that a model is asked for JSON. */
  public boolean object() {
    return "object".equals(schema.get("type"));
  }

  /** Whether its values are texts with a Markdown table in them. */
  public boolean table() {
    return !object() && "table".equals(renderer.get("type"));
  }
}
