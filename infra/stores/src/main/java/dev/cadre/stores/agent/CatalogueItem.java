package dev.cadre.stores.agent;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An item of the catalogue, in one of its versions.
 *
 * @param spec an {@link AgentSpec} or a {@link ToolSpec}, of the same version
 * @param edited whether it was changed here, after it had shipped or because it never did
 * @param retired whether no new plan may name it
 * @param by the account that made this version; null: it ships
 */
public record CatalogueItem(
    Kind kind,
    String name,
    int version,
    Object spec,
    boolean edited,
    boolean retired,
    @Nullable String by,
    Instant at) {

  /** What kind of item. */
  public enum Kind {
    AGENT(AgentSpec.class),
    TOOL(ToolSpec.class);

    private final Class<?> type;

    Kind(Class<?> type) {
      this.type = type;
    }

    /** A spec of JSON. */
    Object read(String json) {
      return Json.MAPPER.readValue(json, type);
    }
  }

  /** The spec of an agent. */
  public AgentSpec agent() {
    return (AgentSpec) spec;
  }

  /** The spec of a tool. */
  public ToolSpec tool() {
    return (ToolSpec) spec;
  }

  /** A spec's name. */
  static String name(Object spec) {
    return switch (spec) {
      case AgentSpec agent -> agent.name();
      case ToolSpec tool -> tool.name();
      default -> throw new IllegalArgumentException("no item of the catalogue: " + spec);
    };
  }

  /** The same spec as another version. */
  static Object as(int version, Object spec) {
    return switch (spec) {
      case AgentSpec agent -> agent.as(version);
      case ToolSpec tool -> tool.as(version);
      default -> throw new IllegalArgumentException("no item of the catalogue: " + spec);
    };
  }
}
