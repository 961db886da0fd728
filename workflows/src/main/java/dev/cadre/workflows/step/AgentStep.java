package dev.cadre.workflows.step;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An agent answers a prompt.
 *
 * @param prompt a template
 * @param route targets in the route grammar; empty means the agent's own
 * @param schema JSON Schema of the output; null means the output is a string
 * @param maxTokens output tokens asked for and reserved; null is min(4096, the model's maximum)
 */
public record AgentStep(
    String id,
    StepOptions options,
    String agent,
    String prompt,
    List<String> route,
    @Nullable Map<String, Object> schema,
    @Nullable Integer maxTokens)
    implements Step {

  public AgentStep {
    route = List.copyOf(route);
  }

  /** The same with a schema. */
  public AgentStep answering(Map<String, Object> its) {
    return new AgentStep(id, options, agent, prompt, route, its, maxTokens);
  }
}
