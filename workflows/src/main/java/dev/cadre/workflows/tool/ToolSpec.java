package dev.cadre.workflows.tool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool of the catalogue: a base type with its configuration.
 *
 * @param name what plans and models call it
 * @param version rises with each change; a running plan keeps the one it started with
 * @param type the base type, such as {@code HTTP_GET}
 * @param description by which a model picks it
 * @param config of the base type; a secret stands as a reference
 * @param input JSON Schema of its arguments: a closed object
 * @param format the name of its output format
 * @param idempotent a repeat does no harm (an HTTP GET)
 * @param offered whether a model may ask for it; else only a plan's own step calls it
 */
public record ToolSpec(
    String name,
    int version,
    String type,
    String description,
    Map<String, @Nullable Object> config,
    Map<String, Object> input,
    @Nullable String format,
    boolean idempotent,
    boolean offered) {

  public ToolSpec {
    config = config == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(config));
    input = Collections.unmodifiableMap(new LinkedHashMap<>(input));
  }

  /** The same as another version. */
  public ToolSpec as(int other) {
    return new ToolSpec(name, other, type, description, config, input, format, idempotent, offered);
  }

  /** Arguments that must stand. */
  public Set<String> required() {
    Set<String> names = new java.util.TreeSet<>();
    if (input.get("required") instanceof List<?> list) {
      list.forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }

  /** Arguments that may stand, the required ones included; any other is refused. */
  public Set<String> arguments() {
    Set<String> names = new java.util.TreeSet<>();
    if (input.get("properties") instanceof Map<?, ?> properties) {
      properties.keySet().forEach(name -> names.add(String.valueOf(name)));
    }
    return names;
  }
}
