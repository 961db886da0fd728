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

/** Google's generateContent. */
final class GeminiDialect implements Dialect {

  /**
   * The model's own thoughts about a call are sealed in a signature, and it asks for them back. A
   * talk here goes on at any worker and at any provider, so they are not kept; by this word it goes
   * on without them.
   */
  private static final String NO_SIGNATURE = "skip_thought_signature_validator";

  @Override
  public URI endpoint(URI base, String model) {
    return Dialect.under(base, "/v1beta", "/models/" + model + ":generateContent");
  }

  @Override
  public Map<String, String> headers(@Nullable String key) {
    return key == null ? Map.of() : Map.of("x-goog-api-key", key);
  }

  @Override
  public Map<String, Object> body(ModelRequest request) {
    // Not all its models take a schema where they may ask for tools.
    boolean inText = request.tools() != null;
    Map<String, Object> body = new LinkedHashMap<>();
    String system = Dialect.system(request, inText);
    if (system != null) {
      body.put("systemInstruction", Map.of("parts", List.of(Map.of("text", system))));
    }
    List<Map<String, Object>> contents = new ArrayList<>();
    request
        .messages()
        .forEach(text -> contents.add(content("user", List.of(Map.of("text", text)))));
    body.put("contents", contents);
    if (request.tools() != null) {
      tools(request.tools(), body, contents);
    }
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("maxOutputTokens", request.maxTokens());
    if (request.temperature() != null) {
      config.put("temperature", request.temperature());
    }
    if (request.schema() != null && !inText) {
      config.put("responseMimeType", "application/json");
      config.put("responseJsonSchema", request.schema());
    }
    body.put("generationConfig", config);
    return body;
  }

  private static Map<String, Object> content(String role, List<? extends Map<String, ?>> parts) {
    return Map.of("role", role, "parts", parts);
  }

  private static void tools(
      ToolUse tools, Map<String, Object> body, List<Map<String, Object>> contents) {
    List<Map<String, Object>> offers = new ArrayList<>();
    for (ToolUse.Offer offer : tools.offers()) {
      offers.add(
          Map.of(
              "name",
              offer.name(),
              "description",
              offer.description(),
              "parametersJsonSchema",
              offer.schema()));
    }
    body.put("tools", List.of(Map.of("functionDeclarations", offers)));
    body.put(
        "toolConfig",
        Map.of("functionCallingConfig", Map.of("mode", tools.open() ? "AUTO" : "NONE")));
    tools.exchanges().forEach(exchange -> said(exchange, contents));
  }

  private static void said(ToolUse.Exchange exchange, List<Map<String, Object>> contents) {
    List<Map<String, ?>> asked = new ArrayList<>();
    if (!exchange.text().isBlank()) {
      asked.add(Map.of("text", exchange.text()));
    }
    List<Map<String, ?>> answered = new ArrayList<>();
    for (ToolUse.Answered call : exchange.calls()) {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("functionCall", Map.of("name", call.tool(), "args", call.arguments()));
      if (answered.isEmpty()) {
        part.put("thoughtSignature", NO_SIGNATURE);
      }
      asked.add(part);
      answered.add(
          Map.of(
              "functionResponse",
              Map.of(
                  "name",
                  call.tool(),
                  "response",
                  Map.of(call.failed() ? "error" : "output", call.answer()))));
    }
    contents.add(content("model", asked));
    contents.add(content("user", answered));
  }

  @Override
  public Optional<Turn> read(JsonNode body) {
    JsonNode candidate = body.path("candidates").path(0);
    String blocked = body.path("promptFeedback").path("blockReason").asString("");
    if (!candidate.isObject() && blocked.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    List<ToolWish> wishes = new ArrayList<>();
    for (JsonNode part : candidate.path("content").path("parts")) {
      JsonNode call = part.path("functionCall");
      if (call.isObject()) {
        wishes.add(new ToolWish(call.path("name").asString(""), arguments(call.path("args"))));
      } else if (!part.path("thought").asBoolean(false)) {
        text.append(part.path("text").asString(""));
      }
    }
    String finish = candidate.isObject() ? candidate.path("finishReason").asString("") : blocked;
    return Optional.of(
        new Turn(
            text.toString(),
            wishes,
            body.path("modelVersion").asString(null),
            usage(body.path("usageMetadata")),
            finish,
            candidate.isObject() ? end(finish) : End.REFUSED));
  }

  /** A function without arguments is called with nothing at all. */
  private static @Nullable Map<String, @Nullable Object> arguments(JsonNode args) {
    return args.isMissingNode() ? Map.of() : FunctionCalls.object(args);
  }

  /** Its thoughts are billed as output and stand beside it; a count of zero is left out. */
  private static @Nullable Usage usage(JsonNode usage) {
    long answer = usage.path("candidatesTokenCount").asLong(0);
    long thoughts = usage.path("thoughtsTokenCount").asLong(0);
    JsonNode output = FunctionCalls.JSON.getNodeFactory().numberNode(answer + thoughts);
    return answer < 0 || thoughts < 0
        ? null
        : Dialect.usage(
            usage.path("promptTokenCount"), usage.path("cachedContentTokenCount"), output);
  }

  private static End end(String finish) {
    return switch (finish) {
      case "MAX_TOKENS" -> End.LENGTH;
      case "SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY" ->
          End.REFUSED;
      case "MALFORMED_FUNCTION_CALL", "UNEXPECTED_TOOL_CALL", "OTHER" -> End.BROKEN_OFF;
      default -> End.COMPLETE;
    };
  }
}
