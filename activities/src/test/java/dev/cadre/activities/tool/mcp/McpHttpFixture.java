package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.activities.tool.HttpToolSettings;
import dev.cadre.activities.tool.ToolHttp;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A server on the loopback that is named twice, {@code json} and {@code sse}, as it answers. */
abstract class McpHttpFixture {

  static final Duration DEADLINE = Duration.ofMillis(1500);

  FakeMcpHttp server;
  private ToolHttp http;
  private McpServers servers;
  McpCalls calls;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMcpHttp();
    open(Map.of());
  }

  /** Opens the servers, with others besides; only the first one's origin is allowed. */
  void open(Map<String, URI> more) {
    Map<String, McpSettings.Server> named = new LinkedHashMap<>();
    named.put("json", remote(server.url("/json")));
    named.put("sse", remote(server.url("/sse")));
    more.forEach((name, url) -> named.put(name, remote(url)));
    Set<String> allowed = new HashSet<>(Set.of(server.origin()));
    more.values().stream()
        .map(URI::toString)
        .filter(url -> url.startsWith("http://127."))
        .forEach(allowed::add);
    http = new ToolHttp(new HttpToolSettings(allowed));
    servers = new McpServers(new McpSettings(named), http);
    calls = new McpCalls(servers, DEADLINE);
  }

  McpServers servers() {
    return servers;
  }

  @AfterEach
  void stop() {
    close();
    server.close();
  }

  /** Ends the sessions, as the worker does. */
  void close() {
    servers.close();
    http.close();
  }

  private static McpSettings.Server remote(URI url) {
    return new McpSettings.Server(url, List.of("Authorization: Bearer secret"), null, null);
  }

  /** The next call does, once the server is well again. */
  void works(String name) {
    server.mend();
    assertThat(calls.call(name, "echo")).isEqualTo(echoed());
  }

  static Map<String, Object> echoed() {
    return Map.of(
        "content",
        List.of(Map.of("type", "text", "text", "done")),
        "structured",
        Map.of(
            "name",
            "echo",
            "arguments",
            McpCalls.ARGUMENTS,
            "_meta",
            Map.of("dev.cadre/idempotency-key", "plan/step/1")),
        "isError",
        false);
  }
}
