package dev.cadre.activities.tool.mcp;

import dev.cadre.stores.runtime.Json;
import dev.cadre.workflows.expression.CanonicalJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a server of MCP that behaves answers, over whatever wire. */
final class FakeMcp {

  static final Map<String, Object> SCHEMA =
      Map.of("type", "object", "properties", Map.of("a", Map.of("type", "integer")));

  static final String SCHEMA_SHA256 = CanonicalJson.sha256(SCHEMA);

  private static final List<String> TOOLS =
      List.of("other", "echo", "fails", "image", "refuses", "strange");

  private FakeMcp() {}

  /** The text of the message that answers a request; the id is the request's. */
  static String answer(Map<String, ?> request) {
    return answer(request, request.get("id"));
  }

  static String answer(Map<String, ?> request, Object id) {
    Map<String, Object> answer = new LinkedHashMap<>(Map.of("jsonrpc", "2.0", "id", id));
    if ("refuses".equals(tool(request))) {
      answer.put("error", Map.of("code", -32602, "message", "canary"));
    } else {
      answer.put("result", result(request));
    }
    return Json.text(answer);
  }

  private static Map<String, Object> result(Map<String, ?> request) {
    return switch (String.valueOf(request.get("method"))) {
      case "initialize" ->
          Map.of(
              "protocolVersion",
              "2025-06-18",
              "capabilities",
              Map.of("tools", Map.of()),
              "serverInfo",
              Map.of("name", "fake", "version", "1"));
      case "tools/list" -> page(params(request).get("cursor"));
      default -> called(tool(request), params(request));
    };
  }

  /** Two tools on each page. */
  private static Map<String, Object> page(Object cursor) {
    int start = cursor == null ? 0 : Integer.parseInt(String.valueOf(cursor));
    List<Object> tools = new ArrayList<>();
    for (String name : TOOLS.subList(start, start + 2)) {
      tools.add(Map.of("name", name, "description", "canary", "inputSchema", SCHEMA));
    }
    return start + 2 < TOOLS.size()
        ? Map.of("tools", tools, "nextCursor", String.valueOf(start + 2))
        : Map.of("tools", tools);
  }

  private static Map<String, Object> called(String tool, Map<String, Object> params) {
    return switch (tool) {
      case "fails" ->
          Map.of("content", List.of(Map.of("type", "text", "text", "canary")), "isError", true);
      case "image" ->
          Map.of(
              "content",
              List.of(
                  Map.of("type", "image", "data", "AAECAw==", "mimeType", "image/png"),
                  Map.of(
                      "type",
                      "resource",
                      "resource",
                      Map.of("uri", "file:///canary", "text", "four", "mimeType", "text/plain")),
                  Map.of("type", "resource_link", "uri", "http://10.0.0.1/canary")));
      case "strange" -> Map.of("content", "canary");
      default ->
          Map.of(
              "content",
              List.of(Map.of("type", "text", "text", "done")),
              "structuredContent",
              params);
    };
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> params(Map<String, ?> request) {
    return request.get("params") instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The name that {@code tools/call} calls; empty for another request. */
  static String tool(Map<String, ?> request) {
    return "tools/call".equals(request.get("method"))
        ? String.valueOf(params(request).get("name"))
        : "";
  }
}
