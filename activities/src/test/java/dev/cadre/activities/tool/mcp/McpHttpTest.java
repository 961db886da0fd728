package dev.cadre.activities.tool.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class McpHttpTest extends McpHttpFixture {

  @ParameterizedTest
  @ValueSource(strings = {"json", "sse"})
  void callsAToolAgainInTheSameSession(String name) {
    assertThat(calls.call(name, "echo")).isEqualTo(echoed());
    works(name);

    assertThat(server.headers)
        .containsExactly(
            "initialize null null Bearer secret",
            "notifications/initialized s1 2025-06-18 Bearer secret",
            "tools/list s1 2025-06-18 Bearer secret",
            "tools/call s1 2025-06-18 Bearer secret",
            "tools/list s1 2025-06-18 Bearer secret",
            "tools/call s1 2025-06-18 Bearer secret");
  }

  @Test
  void endsItsSessionWithTheWorker() {
    works("json");
    close();
    assertThat(server.headers).endsWith("DELETE s1");
  }

  @Test
  void reducesWhatIsNoTextToTypeAndSize() {
    assertThat(calls.call("json", "image"))
        .isEqualTo(
            Map.of(
                "content",
                List.of(
                    Map.of("type", "image", "mimeType", "image/png", "size", 4L),
                    Map.of("type", "resource", "mimeType", "text/plain", "size", 4L),
                    Map.of("type", "resource_link", "size", 55L)),
                "isError",
                false));
  }

  @ParameterizedTest
  @CsvSource({
    "fails, says that the tool failed",
    "refuses, refused with the JSON-RPC error -32602",
    "strange, answered tools/call with no content"
  })
  void tellsWhatTheToolFailedWith(String tool, String reason) {
    AttemptFailure failure = calls.failureOfEffect("json", tool);

    assertThat(failure.category()).isEqualTo(FailureCategory.TOOL_FAILED);
    assertThat(failure.called()).isTrue();
    assertThat(failure.message()).startsWith("The MCP server json " + reason);
    works("json");
    assertThat(server.methods()).containsOnlyOnce("initialize");
  }

  @Test
  void refusesAToolThatTheServerDoesNotList() {
    AttemptFailure failure = calls.failure("sse", "unknown");

    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).contains("has no tool of the name");
    // Three pages hold all that there are.
    assertThat(server.methods())
        .containsExactly(
            "initialize", "notifications/initialized", "tools/list", "tools/list", "tools/list");
    works("sse");
  }

  @Test
  void callsAToolOnlyByTheSchemaThatItHadWhenItWasSetUp() {
    Map<String, String> pinned =
        Map.of("server", "json", "tool", "echo", "schemaSha256", FakeMcp.SCHEMA_SHA256);
    assertThat(calls.call(pinned, false)).isEqualTo(echoed());

    String changed = Json.text(FakeMcp.SCHEMA).replace("integer", "string");
    server.fault(
        "tools/list",
        (exchange, message) -> {
          String answer = FakeMcp.answer(message);
          server.text(exchange, answer.replace(Json.text(FakeMcp.SCHEMA), changed));
          return true;
        });
    AttemptFailure failure = calls.failure(pinned, false);

    assertThat(failure.called()).isFalse();
    assertThat(failure.message())
        .contains("gives the tool another input schema", "set schemaSha256 to ")
        .doesNotContain(FakeMcp.SCHEMA_SHA256);
    assertThat(server.methods()).containsOnlyOnce("tools/call");
    server.mend();
    assertThat(calls.call(pinned, false)).isEqualTo(echoed());
  }

  @Test
  void asksAServerThatWasStartedAnewForAnotherSession() {
    works("json");
    server.forgetSession();
    works("json");
    assertThat(server.headers).endsWith("tools/call s2 2025-06-18 Bearer secret");
  }

  @Test
  void answersAServerThatAsksTheClientAndGoesOn() {
    server.fault(
        "tools/call",
        (exchange, message) -> {
          StringBuilder events = new StringBuilder("event: other\ndata: canary\n\ndata:\n\n");
          for (String method : List.of("sampling/createMessage", "roots/list", "ping")) {
            events.append(
                FakeMcpHttp.event(
                    Json.text(Map.of("jsonrpc", "2.0", "id", method, "method", method))));
          }
          events.append(
              FakeMcpHttp.event(
                  Json.text(Map.of("jsonrpc", "2.0", "method", "notifications/progress"))));
          events.append(FakeMcpHttp.event(FakeMcp.answer(message)));
          try (var out = server.begin(exchange)) {
            out.write(events.toString().getBytes(StandardCharsets.UTF_8));
          }
          return true;
        });

    assertThat(calls.call("sse", "echo")).isEqualTo(echoed());
    assertThat(server.seen.stream().filter(message -> !message.containsKey("method")))
        .containsExactly(
            refusal("sampling/createMessage"),
            refusal("roots/list"),
            Map.of("jsonrpc", "2.0", "id", "ping", "result", Map.of()));
  }

  private static Map<String, Object> refusal(String id) {
    return Map.of(
        "jsonrpc",
        "2.0",
        "id",
        id,
        "error",
        Map.of("code", -32601L, "message", "Method not found"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://[::1]/mcp, is not a public one",
    "https://169.254.169.254/mcp, is not a public one",
    "http://example.org/mcp, Only https is allowed"
  })
  void callsNoPrivateAddressThatIsNotAllowed(URI url, String reason) {
    close();
    open(Map.of("private", url));
    AttemptFailure failure = calls.failure("private", "echo");
    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).contains(reason, "CADRE_TOOLS_HTTP_ALLOW");
  }

  @Test
  void sendsNoArgumentThatJsonDoesNotKnow() {
    Map<String, Object> endless = Map.of("a", 1 / 0.0);
    assertThat(calls.failure(Map.of("server", "json", "tool", "echo"), true, endless).message())
        .isEqualTo("The arguments hold a value that JSON does not know.");
    assertThat(server.seen).isEmpty();
  }

  @Test
  void namesTheSettingOfAServerThatItDoesNotKnow() {
    AttemptFailure failure = calls.failure("elsewhere", "echo");
    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).contains("cadre.tools.mcp.servers.elsewhere.url");
  }

  @ParameterizedTest
  @CsvSource({"https://example.org, echo, ", "json, '', ", "json, echo, ABC", "../json, echo, "})
  void refusesAConfigurationThatNamesNoTool(String name, String tool, String digest) {
    Map<String, String> config = new HashMap<>(Map.of("server", name, "tool", tool));
    if (digest != null) {
      config.put("schemaSha256", digest);
    }
    AttemptFailure failure = calls.failure(config, true);
    assertThat(failure.called()).isFalse();
    assertThat(failure.message()).startsWith("The configuration of the tool remote must name");
    assertThat(server.seen).isEmpty();
  }
}
