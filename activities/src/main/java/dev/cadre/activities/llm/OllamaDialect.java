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

/** Ollama's chat. */
final class OllamaDialect implements Dialect {

  @Override
  public URI endpoint(URI base, String model) {
    return Dialect.under(base, "", "/api/chat");
  }

  @Override
  public Map<String, String> headers(@Nullable String key) {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public Map<String, Object> body(ModelRequest request) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("num_predict", request.maxTokens());
    if (request.temperature() != null) {
      options.put("temperature", request.temperature());
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", request.model());
    List<Map<String, ?>> messages = OpenAiDialect.asked(request.system(), request.messages());
    body.put("messages", messages);
    ToolUse tools = request.tools();
    if (tools != null) {
      tools.exchanges().forEach(exchange -> said(exchange, messages));
      // It knows no choice of none: what is not to be asked for is not offered.
      if (tools.open()) {
        body.put("tools", FunctionCalls.offers(tools));
      }
    }
    body.put("stream", false);
    // A prompt over the window is to be refused; the default drops its start in silence.
    body.put("truncate", false);
    body.put("options", options);
    if (request.schema() != null) {
      body.put("format", request.schema());
    }
    return body;
  }

  private static void said(ToolUse.Exchange exchange, List<Map<String, ?>> messages) {
    List<Map<String, Object>> calls = new ArrayList<>();
    for (ToolUse.Answered call : exchange.calls()) {
      calls.add(Map.of("function", Map.of("name", call.tool(), "arguments", call.arguments())));
    }
    messages.add(Map.of("role", "assistant", "content", exchange.text(), "tool_calls", calls));
    for (ToolUse.Answered call : exchange.calls()) {
      messages.add(Map.of("role", "tool", "tool_name", call.tool(), "content", call.answer()));
    }
  }

  @Override
  public Optional<Turn> read(JsonNode body) {
    JsonNode message = body.path("message");
    if (!message.isObject()) {
      return Optional.empty();
    }
    String finish = body.path("done_reason").asString("");
    boolean done = body.path("done").asBoolean(true);
    return Optional.of(
        new Turn(
            message.path("content").asString(""),
            FunctionCalls.wishes(message),
            body.path("model").asString(null),
            Dialect.usage(
                body.path("prompt_eval_count"),
                body.path("no such field"),
                body.path("eval_count")),
            finish,
            done ? end(finish) : End.BROKEN_OFF));
  }

  private static End end(String finish) {
    return switch (finish) {
      case "length" -> End.LENGTH;
      case "content_filter" -> End.REFUSED;
      default -> End.COMPLETE;
    };
  }
}
