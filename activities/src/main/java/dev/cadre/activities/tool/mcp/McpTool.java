package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolType;
import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.Map;

/**
 * Calls one tool of an MCP server with the arguments as they are; gives {@code {content,
 * structured?, isError: false}}. The configuration names a server of the worker's settings, never
 * an address or a command.
 */
final class McpTool implements ToolType {

  /** By which a server can tell a repeat; the header {@code Idempotency-Key} of other tools. */
  private static final String KEY = "dev.cadre/idempotency-key";

  private final McpServers servers;

  McpTool(McpServers servers) {
    this.servers = servers;
  }

  @Override
  public String name() {
    return "MCP";
  }

  @Override
  public Map<String, Object> configuration() {
    return McpTarget.CONFIGURATION;
  }

  @Override
  public Object call(ToolSpec tool, ToolCall call) {
    McpTarget target = McpTarget.of(tool);
    McpServer server = servers.named(target.server());
    check(call.arguments());
    Allowance allowance = new Allowance(call.deadline());
    Map<String, ?> params =
        Map.of(
            "name",
            target.tool(),
            "arguments",
            call.arguments(),
            "_meta",
            Map.of(KEY, call.idempotencyKey()));
    try {
      return McpContent.output(server.call(target, params, allowance));
    } catch (McpFailure e) {
      throw told(e, target.server(), call.repeatable(), allowance);
    }
  }

  /** An expression can make what JSON does not know, such as a number without an end. */
  private static void check(Map<String, ?> arguments) {
    try {
      String _ = CanonicalJson.of(arguments);
    } catch (IllegalArgumentException e) {
      throw ToolFailed.refused("The arguments hold a value that JSON does not know.");
    }
  }

  /**
   * Until {@code tools/call} leaves, nothing can have happened, so what is transient may be tried
   * again whatever the tool does. After that only an answer tells what became of it.
   */
  private static ToolFailed told(
      McpFailure e, String server, boolean repeatable, Allowance allowance) {
    String message = "The MCP server " + server + " " + e.sentence();
    FailureCategory category = e.category();
    if (category == FailureCategory.CANCELLED) {
      return ToolFailed.called(category, null, null, allowance.elapsed(), message);
    }
    if (!allowance.sent() && e.status() == null) {
      return category == FailureCategory.TOOL_FAILED
          ? ToolFailed.refused(message)
          : ToolFailed.unreached(category, true, message);
    }
    if (!repeatable) {
      category =
          e.answered() || !allowance.sent()
              ? FailureCategory.TOOL_FAILED
              : FailureCategory.OUTCOME_UNKNOWN;
    }
    return ToolFailed.called(category, e.status(), e.retryAfter(), allowance.elapsed(), message);
  }
}
