package dev.cadre.activities.llm;

import dev.cadre.activities.llm.Turn.End;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Anthropic's messages. */
final class AnthropicDialect implements Dialect {

  @Override
  public URI endpoint(URI base, String model) {
    boolean versioned = base.getRawPath() != null && base.getRawPath().matches(".*/v1/?");
    return Dialect.under(base, "", versioned ? "/messages" : "/v1/messages");
  }

  @Override
  public Map<String, String> headers(@Nullable String key) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("anthropic-version", "2023-06-01");
    if (key != null) {
      headers.put("x-api-key", key);
    }
    return headers;
  }

  @Override
  public Map<String, Object> body(ModelRequest request) {
    Optional<Map<String, Object>> closed =
        Optional.ofNullable(request.schema()).flatMap(ClosedSchema::of);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", request.model());
    body.put("max_tokens", request.maxTokens());
    String system = Dialect.system(request, closed.isEmpty());
    if (system != null) {
      body.put("system", system);
    }
    List<Map<String, Object>> messages = new ArrayList<>();
    request.messages().forEach(text -> messages.add(Map.of("role", "user", "content", text)));
    body.put("messages", messages);
    if (request.tools() != null) {
      tools(request.tools(), body, messages);
    }
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    closed.ifPresent(schema ->
        body.put(
            "output_config", Map.of("format", Map.of("type", "json_schema", "schema", schema))));
    return body;
  }

  private static void tools(
      ToolUse tools, Map<String, Object> body, List<Map<String, Object>> messages) {
    body.put(
        "tools",
        tools.offers().stream()
            .map(offer ->
                Map.of(
                    "name",
                    offer.name(),
                    "description",
                    offer.description(),
                    "input_schema",
                    offer.schema()))
            .toList());
    body.put("tool_choice", Map.of("type", tools.open() ? "auto" : "none"));
    tools.exchanges().forEach(exchange -> said(exchange, messages));
  }

  private static void said(ToolUse.Exchange exchange, List<Map<String, Object>> messages) {
    List<Map<String, Object>> asked = new ArrayList<>();
    if (!exchange.text().isBlank()) {
      asked.add(Map.of("type", "text", "text", exchange.text()));
    }
    List<Map<String, Object>> answered = new ArrayList<>();
    for (ToolUse.Answered call : exchange.calls()) {
      asked.add(
          Map.of(
              "type", "tool_use", "id", call.id(), "name", call.tool(), "input", call.arguments()));
      answered.add(
          Map.of(
              "type",
              "tool_result",
              "tool_use_id",
              call.id(),
              "content",
              call.answer(),
              "is_error",
              call.failed()));
    }
    messages.add(Map.of("role", "assistant", "content", asked));
    messages.add(Map.of("role", "user", "content", answered));
  }

  @Override
  public Optional<Turn> read(JsonNode body) {
    if (!body.path("content").isArray()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    List<ToolWish> wishes = new ArrayList<>();
    for (JsonNode block : body.path("content")) {
      switch (block.path("type").asString("")) {
        case "text" -> text.append(block.path("text").asString(""));
        case "tool_use" ->
            wishes.add(
                new ToolWish(
                    block.path("name").asString(""), FunctionCalls.object(block.path("input"))));
        default -> {}
      }
    }
    String finish = body.path("stop_reason").asString("");
    return Optional.of(
        new Turn(
            text.toString(),
            wishes,
            body.path("model").asString(null),
            usage(body.path("usage")),
            finish,
            end(finish)));
  }

  /** Anthropic's input leaves out what was read from the cache or written to it. */
  private static @Nullable Usage usage(JsonNode usage) {
    Usage fresh =
        Dialect.usage(
            usage.path("input_tokens"), usage.path("no such field"), usage.path("output_tokens"));
    long read = usage.path("cache_read_input_tokens").asLong(0);
    long written = usage.path("cache_creation_input_tokens").asLong(0);
    return fresh == null || read < 0 || written < 0
        ? null
        : new Usage(fresh.input() + read + written, read, fresh.output());
  }

  private static End end(String finish) {
    return switch (finish) {
      case "max_tokens" -> End.LENGTH;
      case "refusal" -> End.REFUSED;
      case "model_context_window_exceeded" -> End.WINDOW_FULL;
      case "pause_turn" -> End.BROKEN_OFF;
      default -> End.COMPLETE;
    };
  }
}
