package dev.cadre.workflows.agent;

import dev.cadre.workflows.llm.ModelSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What a plan may name: agents, tools, models, and which providers some worker can call now. */
public interface Catalogue {

  Optional<AgentSpec> agent(String name);

  Optional<ToolSpec> tool(String name);

  /** The model of a provider by its name. */
  Optional<ModelSpec> model(String provider, String model);

  /** The model that a route means when it names the provider alone. */
  Optional<ModelSpec> defaultModel(String provider);

  /** Whether some worker holds what it takes to call this provider (a key, an address, weights). */
  boolean callable(String provider);

  /** Names of agents, to tell an author which one was probably meant. */
  default Collection<String> agentNames() {
    return List.of();
  }

  /** Why an agent that there is may not be named now; empty where it may, or there is none. */
  default Optional<String> whyNot(String agent) {
    return Optional.empty();
  }

  /** Names of tools, for the same. */
  default Collection<String> toolNames() {
    return List.of();
  }
}
