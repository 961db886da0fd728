package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The remote tool that a tool of the catalogue stands for.
 *
 * @param server its name in the worker's settings
 * @param tool its name there
 * @param schemaSha256 of the input schema that it had when it was set up; null takes any
 */
record McpTarget(String server, String tool, @Nullable String schemaSha256) {

  private static final String SERVER = "[a-z][a-z0-9]{0,62}";
  private static final String TOOL = "[\\x21-\\x7E]{1,128}";
  private static final String SHA256 = "[0-9a-f]{64}";

  /** JSON Schema of what {@link #of} reads. */
  static final Map<String, Object> CONFIGURATION =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of(
              "server", text(SERVER),
              "tool", text(TOOL),
              "schemaSha256", text(SHA256)),
          "required",
          List.of("server", "tool"),
          "additionalProperties",
          false);

  private static final Pattern NAME = Pattern.compile(SERVER);

  private static Map<String, Object> text(String pattern) {
    return Map.of("type", "string", "pattern", "^" + pattern + "$");
  }

  static boolean names(String server) {
    return NAME.matcher(server).matches();
  }

  static McpTarget of(ToolSpec spec) {
    Map<String, ?> config = spec.config();
    Object schema = config.get("schemaSha256");
    if (config.get("server") instanceof String server
        && names(server)
        && config.get("tool") instanceof String tool
        && tool.matches(TOOL)
        && (schema == null || (schema instanceof String pinned && pinned.matches(SHA256)))) {
      return new McpTarget(server, tool, (String) schema);
    }
    throw ToolFailed.refused(
        "The configuration of the tool "
            + spec.name()
            + " must name a server and a tool of it, and as schemaSha256 64 digits 0-9 a-f.");
  }
}
