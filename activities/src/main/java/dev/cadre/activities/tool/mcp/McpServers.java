package dev.cadre.activities.tool.mcp;

import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.activities.tool.ToolHttp;
import dev.cadre.activities.tool.ToolType;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The MCP servers of the settings, each with its own sessions; close them with the worker. */
public final class McpServers implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long PATIENCE_SECONDS = 5;

  private final Map<String, McpServer> servers = new TreeMap<>();

  public McpServers(McpSettings settings, ToolHttp http) {
    this(settings, http, PAUSE);
  }

  McpServers(McpSettings settings, ToolHttp http, Duration pause) {
    settings
        .named()
        .forEach((name, server) -> servers.put(name, server(name, server, http, pause)));
  }

  private static McpServer server(
      String name, McpSettings.Server settings, ToolHttp http, Duration pause) {
    return settings.url() == null
        ? new McpServer(() -> StdioWire.start(name, settings), new Rest(pause))
        : new McpServer(() -> new HttpWire(settings, http), new Rest(Duration.ZERO));
  }

  /** The base type {@code MCP}. */
  public ToolType type() {
    return new McpTool(this);
  }

  McpServer named(String name) {
    McpServer server = servers.get(name);
    if (server == null) {
      throw ToolFailed.refused(
          "This worker knows no MCP server "
              + name
              + "; whoever runs it may set cadre.tools.mcp.servers."
              + name
              + ".url or .command and start it again.");
    }
    return server;
  }

  /** Returns when the child processes are gone, or after five seconds. */
  @Override
  public void close() {
    CompletableFuture.allOf(
            servers.values().stream().map(McpServer::close).toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
