package dev.cadre.workflows.agent;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An agent of the catalogue.
 *
 * @param name what plans call it, such as {@code copywriter}
 * @param version rises with each change; a running plan keeps the one it started with
 * @param instructions the system prompt
 * @param route targets in the order of preference, in the grammar {@code local | provider |
 *     provider/model}
 * @param temperature null leaves it to the model
 */
public record AgentSpec(
    String name,
    int version,
    String title,
    String department,
    String description,
    String instructions,
    List<String> route,
    @Nullable Double temperature) {

  public AgentSpec {
    route = List.copyOf(route);
  }
}
