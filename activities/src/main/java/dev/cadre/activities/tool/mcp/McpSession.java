package dev.cadre.activities.tool.mcp;

import dev.cadre.workflows.expression.CanonicalJson;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is said over a wire: an agreement at first, then calls. */
final class McpSession {

  /**
   * Asked for. The next one lets a server hang up in the middle of an answer and be asked again for
   * the rest, which this client does not do.
   */
  private static final String REVISION = "2025-06-18";

  /** Those whose tools are listed and called in the same way. */
  private static final Set<String> REVISIONS =
      Set.of("2024-11-05", "2025-03-26", REVISION, "2025-11-25");

  private static final int MOST_TOOLS = 1_000;
  private static final int MOST_PAGES = 20;

  private final Wire wire;

  private McpSession(Wire wire) {
    this.wire = wire;
  }

  /** Comes to an agreement with the server. */
  static McpSession open(Wire wire, Allowance allowance) throws McpFailure {
    Map<String, ?> result =
        wire.ask(
            "initialize",
            Map.of(
                "protocolVersion",
                REVISION,
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "Cadre", "version", "1")),
            allowance);
    if (!(result.get("protocolVersion") instanceof String revision)
        || !REVISIONS.contains(revision)) {
      throw McpFailure.wrong(
          "speaks a revision of the protocol that Cadre does not; it must know one from 2024-11-05"
              + " to 2025-11-25.");
    }
    wire.agreed(revision);
    wire.tell("notifications/initialized", Map.of(), allowance);
    return new McpSession(wire);
  }

  Wire wire() {
    return wire;
  }

  /** Calls a tool, if the server lists it with the schema that is expected; gives the result. */
  Map<String, ?> call(McpTarget target, Map<String, ?> params, Allowance allowance)
      throws McpFailure {
    check(target, listed(target.tool(), allowance));
    allowance.sending();
    return wire.ask("tools/call", params, allowance);
  }

  private Map<?, ?> listed(String name, Allowance allowance) throws McpFailure {
    Map<String, ?> asked = Map.of();
    int seen = 0;
    for (int page = 0; page < MOST_PAGES; page++) {
      Map<String, ?> result = wire.ask("tools/list", asked, allowance);
      if (!(result.get("tools") instanceof List<?> tools)) {
        throw McpFailure.wrong("answered tools/list with no list of tools; look at the server.");
      }
      for (Object tool : tools) {
        if (++seen > MOST_TOOLS) {
          throw tooMany();
        }
        if (tool instanceof Map<?, ?> found && name.equals(found.get("name"))) {
          return found;
        }
      }
      if (!(result.get("nextCursor") instanceof String cursor)) {
        throw McpFailure.no(
            "has no tool of the name in the tool's configuration; correct it, or the server.");
      }
      asked = Map.of("cursor", cursor);
    }
    throw tooMany();
  }

  private static McpFailure tooMany() {
    return McpFailure.no(
        "does not list the tool among its first 1,000 tools and 20 pages; serve fewer.");
  }

  private static void check(McpTarget target, Map<?, ?> tool) throws McpFailure {
    if (!(tool.get("inputSchema") instanceof Map<?, ?> schema)) {
      throw McpFailure.no("lists the tool without an input schema; look at the server.");
    }
    String pinned = target.schemaSha256();
    if (pinned != null && !pinned.equals(CanonicalJson.sha256(schema))) {
      throw McpFailure.no(
          "gives the tool another input schema than when it was set up; look at what changed, then"
              + " set schemaSha256 to "
              + CanonicalJson.sha256(schema)
              + ".");
    }
  }
}
