package dev.cadre.workflows.tool;

import java.util.Set;

/**
 * A tool of the catalogue.
 *
 * @param required arguments that must stand
 * @param optional arguments that may stand; any other is refused
 * @param idempotent a repeat does no harm (an HTTP GET)
 */
public record ToolSpec(
    String name,
    String description,
    Set<String> required,
    Set<String> optional,
    boolean idempotent) {

  public ToolSpec {
    required = Set.copyOf(required);
    optional = Set.copyOf(optional);
  }
}
