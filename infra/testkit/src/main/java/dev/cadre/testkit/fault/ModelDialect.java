package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.Fault.Tokens;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** How the vendors word answers and errors. */
enum ModelDialect {
  OPENAI {
    @Override
    Map<String, ?> answer(Said said) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "assistant");
      message.put("content", said.end == End.REFUSED ? null : said.text);
      message.put("refusal", said.end == End.REFUSED ? "I cannot help with that." : null);
      if (!said.asks.isEmpty()) {
        message.put("tool_calls", said.asks.stream().map(ModelDialect::function).toList());
      }
      String finish =
          switch (said.end) {
            case COMPLETE, REFUSED -> said.asks.isEmpty() ? "stop" : "tool_calls";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
          };
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("id", "chatcmpl-" + said.seq);
      body.put("object", "chat.completion");
      body.put("model", said.model);
      body.put("choices", List.of(Map.of("index", 0, "message", message, "finish_reason", finish)));
      if (said.tokens != null) {
        body.put(
            "usage",
            Map.of(
                "prompt_tokens", said.tokens.input(),
                "completion_tokens", said.tokens.output(),
                "total_tokens", said.tokens.input() + said.tokens.output(),
                "prompt_tokens_details", Map.of("cached_tokens", said.tokens.cached())));
      }
      return body;
    }

    @Override
    Map<String, ?> error(String type, @Nullable String code, @Nullable String param, String text) {
      Map<String, Object> error = new LinkedHashMap<>();
      error.put("message", text);
      error.put("type", type);
      error.put("param", param);
      error.put("code", code);
      return Map.of("error", error);
    }

    @Override
    JsonNode schema(JsonNode request) {
      return request.path("response_format").path("json_schema").path("schema");
    }
  },

  ANTHROPIC {
    @Override
    Map<String, ?> answer(Said said) {
      String stop =
          switch (said.end) {
            case COMPLETE -> said.asks.isEmpty() ? "end_turn" : "tool_use";
            case LENGTH -> "max_tokens";
            case REFUSED, FILTERED -> "refusal";
          };
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("id", "msg_" + said.seq);
      body.put("type", "message");
      body.put("role", "assistant");
      body.put("model", said.model);
      List<Map<String, Object>> content = new ArrayList<>();
      if (said.asks.isEmpty()) {
        content.add(Map.of("type", "text", "text", said.text));
      }
      for (Ask ask : said.asks) {
        content.add(
            Map.of("type", "tool_use", "id", ask.id, "name", ask.tool, "input", ask.tree()));
      }
      body.put("content", content);
      body.put("stop_reason", stop);
      if (said.tokens != null) {
        body.put(
            "usage",
            Map.of(
                "input_tokens",
                said.tokens.input() - said.tokens.cached(),
                "cache_read_input_tokens",
                said.tokens.cached(),
                "cache_creation_input_tokens",
                0,
                "output_tokens",
                said.tokens.output()));
      }
      return body;
    }

    @Override
    Map<String, ?> error(String type, @Nullable String code, @Nullable String param, String text) {
      String full = param == null ? text : param + ": " + text;
      return Map.of(
          "type", "error", "error", Map.of("type", type, "message", full), "request_id", "req_1");
    }

    @Override
    JsonNode schema(JsonNode request) {
      return request.path("output_config").path("format").path("schema");
    }
  },

  OLLAMA {
    @Override
    Map<String, ?> answer(Said said) {
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("model", said.model);
      body.put("created_at", "2026-01-01T00:00:00Z");
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "assistant");
      message.put("content", said.text);
      if (!said.asks.isEmpty()) {
        message.put(
            "tool_calls",
            said.asks.stream()
                .map(ask -> Map.of("function", Map.of("name", ask.tool, "arguments", ask.tree())))
                .toList());
      }
      body.put("message", message);
      body.put("done", true);
      body.put(
          "done_reason",
          switch (said.end) {
            case COMPLETE -> "stop";
            case LENGTH -> "length";
            case REFUSED, FILTERED -> "content_filter";
          });
      if (said.tokens != null) {
        body.put("prompt_eval_count", said.tokens.input());
        body.put("eval_count", said.tokens.output());
      }
      return body;
    }

    @Override
    Map<String, ?> error(String type, @Nullable String code, @Nullable String param, String text) {
      return Map.of("error", param == null ? text : param + ": " + text);
    }

    @Override
    JsonNode schema(JsonNode request) {
      return request.path("format");
    }
  };

  /** How the model's turn ended. */
  enum End {
    COMPLETE,
    LENGTH,
    REFUSED,
    FILTERED
  }

  /** A model's turn; null tokens are not told. */
  record Said(
      long seq, String model, String text, List<Ask> asks, End end, @Nullable Tokens tokens) {}

  /** What a model asks of a tool; the arguments need not be JSON. */
  record Ask(String id, String tool, String arguments) {

    /** The arguments as a tree, or as the text that they are. */
    Object tree() {
      try {
        return JsonMapper.shared().readValue(arguments, Object.class);
      } catch (JacksonException e) {
        return arguments;
      }
    }
  }

  private static Map<String, ?> function(Ask ask) {
    return Map.of(
        "id",
        ask.id,
        "type",
        "function",
        "function",
        Map.of("name", ask.tool, "arguments", ask.arguments));
  }

  abstract Map<String, ?> answer(Said said);

  abstract Map<String, ?> error(
      String type, @Nullable String code, @Nullable String param, String text);

  /** The JSON Schema of the request, or a missing node. */
  abstract JsonNode schema(JsonNode request);

  static @Nullable ModelDialect of(String path) {
    if (path.endsWith("/chat/completions")) {
      return OPENAI;
    }
    if (path.endsWith("/messages")) {
      return ANTHROPIC;
    }
    return path.endsWith("/api/chat") ? OLLAMA : null;
  }
}
