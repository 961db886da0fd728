package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.MapStep;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What expressions of a plan see: {@code input}, {@code steps}, and what containers bind.
 *
 * @param outputs the output of each step that has one
 * @param variables the trees by variable; null stands for a missing output
 */
public record Bindings(
    Map<String, @Nullable Object> outputs, Map<String, @Nullable Object> variables) {

  public Bindings {
    outputs = Collections.unmodifiableMap(new HashMap<>(outputs));
    variables = Collections.unmodifiableMap(new HashMap<>(variables));
  }

  /**
   * Puts them together.
   *
   * @param named the steps that are named, with an output or without
   * @param bound what containers bind, by name
   */
  public static Bindings of(
      Set<String> named,
      @Nullable Object input,
      Map<String, @Nullable Object> outputs,
      Map<String, ? extends @Nullable Object> bound) {
    Map<String, Object> steps = new HashMap<>();
    named.forEach(id -> steps.put(id, step(outputs, id)));
    outputs.keySet().forEach(id -> steps.put(id, step(outputs, id)));
    Map<String, @Nullable Object> variables = new HashMap<>(bound);
    variables.put("input", input);
    variables.put("steps", steps);
    return new Bindings(outputs, variables);
  }

  private static Map<String, @Nullable Object> step(
      Map<String, @Nullable Object> outputs, String id) {
    Map<String, @Nullable Object> step = new HashMap<>();
    step.put("output", outputs.get(id));
    return step;
  }

  /** What a map binds for an item, by name. */
  public static Map<String, @Nullable Object> item(MapStep map, @Nullable Object item) {
    Map<String, @Nullable Object> bound = new HashMap<>();
    bound.put(Names.ITEM, item);
    if (map.as() != null) {
      bound.put(map.as(), item);
    }
    return bound;
  }

  /** The same, and {@code item}. */
  public Map<String, @Nullable Object> with(@Nullable Object item) {
    Map<String, @Nullable Object> more = new HashMap<>(variables);
    more.put(Names.ITEM, item);
    return more;
  }
}
