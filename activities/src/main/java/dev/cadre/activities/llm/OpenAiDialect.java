package dev.cadre.activities.llm;

import dev.cadre.activities.llm.Turn.End;
import dev.cadre.workflows.expression.CanonicalJson;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** OpenAI's chat completions, and what other vendors made of it. */
enum OpenAiDialect implements Dialect {
  OPENAI("/v1", "max_completion_tokens", true),
  /** Knows JSON objects, but no schema. */
  DEEPSEEK("", "max_tokens", false),
  PERPLEXITY("", "max_tokens", true),
  COHERE("/compatibility/v1", "max_tokens", false),
  /** Whatever server speaks it; those that came later know the older name of the maximum alone. */
  COMPATIBLE("/v1", "max_tokens", true),
  MISTRAL("/v1", "max_tokens", true) {
    // It takes nine letters and digits, and nothing else.
    @Override
    String callId(String id) {
      return CanonicalJson.sha256(id).substring(0, 9);
    }
  };

  private final String whenBare;
  private final String maximum;
  private final boolean takesSchema;

  OpenAiDialect(String whenBare, String maximum, boolean takesSchema) {
    this.whenBare = whenBare;
    this.maximum = maximum;
    this.takesSchema = takesSchema;
  }

  @Override
  public URI endpoint(URI base, String model) {
    return Dialect.under(base, whenBare, "/chat/completions");
  }

  @Override
  public Map<String, String> headers(@Nullable String key) {
    return key == null ? Map.of() : Map.of("Authorization", "Bearer " + key);
  }

  @Override
  public Map<String, Object> body(ModelRequest request) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("model", request.model());
    body.put("messages", messages(Dialect.system(request, !takesSchema), request));
    tools(body, request.tools());
    body.put(maximum, request.maxTokens());
    if (request.temperature() != null) {
      body.put("temperature", request.temperature());
    }
    if (request.schema() != null) {
      // Not strict: strict schemas must close every object and require every property.
      body.put(
          "response_format",
          takesSchema
              ? Map.of(
                  "type",
                  "json_schema",
                  "json_schema",
                  Map.of("name", "output", "strict", false, "schema", request.schema()))
              : Map.of("type", "json_object"));
    }
    return body;
  }

  /** How a call of a tool is named. */
  String callId(String id) {
    return id;
  }

  private List<Map<String, ?>> messages(@Nullable String system, ModelRequest request) {
    List<Map<String, ?>> messages = asked(system, request.messages());
    if (request.tools() != null) {
      request.tools().exchanges().forEach(exchange -> said(exchange, messages));
    }
    return messages;
  }

  static List<Map<String, ?>> asked(@Nullable String system, List<String> users) {
    List<Map<String, ?>> messages = new ArrayList<>();
    if (system != null) {
      messages.add(Map.of("role", "system", "content", system));
    }
    users.forEach(text -> messages.add(Map.of("role", "user", "content", text)));
    return messages;
  }

  private void said(ToolUse.Exchange exchange, List<Map<String, ?>> messages) {
    List<Map<String, Object>> calls = new ArrayList<>();
    for (ToolUse.Answered call : exchange.calls()) {
      calls.add(
          Map.of(
              "id",
              callId(call.id()),
              "type",
              "function",
              "function",
              Map.of(
                  "name",
                  call.tool(),
                  "arguments",
                  FunctionCalls.JSON.writeValueAsString(call.arguments()))));
    }
    messages.add(Map.of("role", "assistant", "content", exchange.text(), "tool_calls", calls));
    for (ToolUse.Answered call : exchange.calls()) {
      messages.add(
          Map.of("role", "tool", "tool_call_id", callId(call.id()), "content", call.answer()));
    }
  }

  private static void tools(Map<String, Object> body, @Nullable ToolUse tools) {
    if (tools != null) {
      body.put("tools", FunctionCalls.offers(tools));
      body.put("tool_choice", tools.open() ? "auto" : "none");
    }
  }

  @Override
  public Optional<Turn> read(JsonNode body) {
    JsonNode choice = body.path("choices").path(0);
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      return Optional.empty();
    }
    JsonNode usage = body.path("usage");
    String finish = choice.path("finish_reason").asString("");
    boolean refused = !message.path("refusal").asString("").isEmpty();
    return Optional.of(
        new Turn(
            text(message.path("content")),
            FunctionCalls.wishes(message),
            body.path("model").asString(null),
            Dialect.usage(
                usage.path("prompt_tokens"), cached(usage), usage.path("completion_tokens")),
            finish,
            refused ? End.REFUSED : end(finish)));
  }

  /** A string, or a list of parts. */
  private static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asString("");
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asString("")));
    return text.toString();
  }

  /** DeepSeek tells its cache hits in a place of its own. */
  private static JsonNode cached(JsonNode usage) {
    JsonNode own = usage.path("prompt_cache_hit_tokens");
    return own.isMissingNode() ? usage.path("prompt_tokens_details").path("cached_tokens") : own;
  }

  private static End end(String finish) {
    return switch (finish) {
      case "length" -> End.LENGTH;
      case "content_filter" -> End.REFUSED;
      case "model_length" -> End.WINDOW_FULL;
      case "insufficient_system_resource", "error" -> End.BROKEN_OFF;
      default -> End.COMPLETE;
    };
  }
}
