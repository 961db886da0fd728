package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cadre.activities.tool.ToolCall;
import dev.cadre.activities.tool.ToolFailed;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Calls of remote tools, as a step or a model makes them. */
final class McpCalls {

  static final Map<String, Object> ARGUMENTS = Map.of("a", 7L);

  private final McpServers servers;
  private final Duration deadline;

  McpCalls(McpServers servers, Duration deadline) {
    this.servers = servers;
    this.deadline = deadline;
  }

  static ToolSpec spec(Map<String, ?> config) {
    return new ToolSpec(
        "remote", 1, "MCP", "", new HashMap<>(config), Map.of("type", "object"), null, true, true);
  }

  Object call(Map<String, ?> config, boolean repeatable) {
    return call(config, repeatable, ARGUMENTS);
  }

  private Object call(Map<String, ?> config, boolean repeatable, Map<String, ?> arguments) {
    return servers
        .type()
        .call(
            spec(config),
            new ToolCall(TenantId.DEMO, arguments, repeatable, "plan/step/1", deadline));
  }

  Object call(String server, String tool) {
    return call(Map.of("server", server, "tool", tool), true);
  }

  /** The failure, which must have come by its deadline and quote nothing of the server. */
  AttemptFailure failure(Map<String, ?> config, boolean repeatable, Map<String, ?> arguments) {
    long start = System.nanoTime();
    AttemptFailure failure =
        catchThrowableOfType(ToolFailed.class, () -> call(config, repeatable, arguments)).failure();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(deadline.plusMillis(1000));
    assertThat(failure.message()).doesNotContain("canary").endsWith(".");
    return failure;
  }

  AttemptFailure failure(Map<String, ?> config, boolean repeatable) {
    return failure(config, repeatable, ARGUMENTS);
  }

  AttemptFailure failure(String server, String tool) {
    return failure(Map.of("server", server, "tool", tool), true);
  }

  AttemptFailure failureOfEffect(String server, String tool) {
    return failure(Map.of("server", server, "tool", tool), false);
  }
}
