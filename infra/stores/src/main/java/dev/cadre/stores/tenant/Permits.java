package dev.cadre.stores.tenant;

import java.util.Set;

/**
 * The agents and tools that a tenant may use.
 *
 * @param all every one of the catalogue; then the lists are empty
 */
public record Permits(boolean all, Set<String> agents, Set<String> tools) {

  /** No limit. */
  public static final Permits ALL = new Permits(true, Set.of(), Set.of());

  /** Whether an agent may be used. */
  public boolean agent(String name) {
    return all || agents.contains(name);
  }

  /** Whether a tool may be used. */
  public boolean tool(String name) {
    return all || tools.contains(name);
  }

  public Permits {
    agents = Set.copyOf(agents);
    tools = Set.copyOf(tools);
    if (all && !(agents.isEmpty() && tools.isEmpty())) {
      throw new IllegalArgumentException("all, or those listed");
    }
  }
}
