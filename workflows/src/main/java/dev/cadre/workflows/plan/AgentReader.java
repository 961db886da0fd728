package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: agent}. */
final class AgentReader implements KindReader {

  private static final int MOST_TOKENS = 10_000_000;

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    return new AgentStep(
        id,
        options,
        step.required("agent", "\"copywriter\""),
        step.required("prompt", "\"A post about {{ input.topic }}\""),
        Objects.requireNonNullElse(step.texts("route"), List.of()),
        schema(step),
        step.integer("maxTokens", 1, MOST_TOKENS));
  }

  @Override
  public boolean calls(Cursor step) {
    return true;
  }

  private static @Nullable Map<String, Object> schema(Cursor step) {
    Cursor output = step.object("output");
    if (output == null) {
      return null;
    }
    Object schema = output.tree("schema");
    output.done("`output`");
    if (schema == null) {
      return null;
    }
    if (!(schema instanceof Map<?, ?> map)) {
      output.wrongType("schema", "a JSON Schema");
      return null;
    }
    return copy(map);
  }

  static Map<String, Object> copy(Map<?, ?> map) {
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    return Collections.unmodifiableMap(copy);
  }
}
