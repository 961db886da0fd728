package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.Said.Ask;
import dev.cadre.testkit.fault.Said.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How the vendors word answers and errors. */
enum ModelDialect {
  OPENAI {
    @Override
    Map<String, ?> answer(Said said) {
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "assistant");
      message.put("content", said.end() == End.REFUSED ? null : said.text());
      message.put("refusal", said.end() == End.REFUSED ? "I cannot help with that." : null);
      if (!said.asks().isEmpty()) {
        message.put("tool_calls", said.asks().stream().map(Ask::function).toList());
      }
      String finish =
          switch (said.end()) {
            case COMPLETE, REFUSED -> said.asks().isEmpty() ? "stop" : "tool_calls";
            case LENGTH -> "length";
            case FILTERED -> "content_filter";
          };
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("id", "chatcmpl-" + said.seq());
      body.put("object", "chat.completion");
      body.put("model", said.model());
      body.put("choices", List.of(Map.of("index", 0, "message", message, "finish_reason", finish)));
      if (said.tokens() != null) {
        body.put(
            "usage",
            Map.of(
                "prompt_tokens", said.tokens().input(),
                "completion_tokens", said.tokens().output(),
                "total_tokens", said.tokens().input() + said.tokens().output(),
                "prompt_tokens_details", Map.of("cached_tokens", said.tokens().cached())));
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
          switch (said.end()) {
            case COMPLETE -> said.asks().isEmpty() ? "end_turn" : "tool_use";
            case LENGTH -> "max_tokens";
            case REFUSED, FILTERED -> "refusal";
          };
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("id", "msg_" + said.seq());
      body.put("type", "message");
      body.put("role", "assistant");
      body.put("model", said.model());
      List<Map<String, Object>> content = new ArrayList<>();
      if (said.asks().isEmpty()) {
        content.add(Map.of("type", "text", "text", said.text()));
      }
      for (Ask ask : said.asks()) {
        content.add(
            Map.of("type", "tool_use", "id", ask.id(), "name", ask.tool(), "input", ask.tree()));
      }
      body.put("content", content);
      body.put("stop_reason", stop);
      if (said.tokens() != null) {
        body.put(
            "usage",
            Map.of(
                "input_tokens",
                said.tokens().input() - said.tokens().cached(),
                "cache_read_input_tokens",
                said.tokens().cached(),
                "cache_creation_input_tokens",
                0,
                "output_tokens",
                said.tokens().output()));
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
      body.put("model", said.model());
      body.put("created_at", "2026-01-01T00:00:00Z");
      Map<String, Object> message = new LinkedHashMap<>();
      message.put("role", "assistant");
      message.put("content", said.text());
      if (!said.asks().isEmpty()) {
        message.put(
            "tool_calls",
            said.asks().stream()
                .map(ask -> Map.of("function", Map.of("name", ask.tool(), "arguments", ask.tree())))
                .toList());
      }
      body.put("message", message);
      body.put("done", true);
      body.put(
          "done_reason",
          switch (said.end()) {
            case COMPLETE -> "stop";
            case LENGTH -> "length";
            case REFUSED, FILTERED -> "content_filter";
          });
      if (said.tokens() != null) {
        body.put("prompt_eval_count", said.tokens().input());
        body.put("eval_count", said.tokens().output());
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
  },

  /** OpenAI's, with errors of its own. */
  MISTRAL {
    @Override
    Map<String, ?> answer(Said said) {
      return OPENAI.answer(said);
    }

    @Override
    Map<String, ?> error(String type, @Nullable String code, @Nullable String param, String text) {
      return Errors.mistral(type, code, param, text);
    }

    @Override
    JsonNode schema(JsonNode request) {
      return OPENAI.schema(request);
    }
  },

  GOOGLE {
    @Override
    Map<String, ?> answer(Said said) {
      return Gemini.answer(said);
    }

    @Override
    Map<String, ?> error(String type, @Nullable String code, @Nullable String param, String text) {
      return Gemini.error(type, code, param, text);
    }

    @Override
    JsonNode schema(JsonNode request) {
      return request.path("generationConfig").path("responseJsonSchema");
    }

    @Override
    String system(JsonNode request) {
      return Gemini.text(request.path("systemInstruction"));
    }

    @Override
    String lastUserText(JsonNode request) {
      return Gemini.lastUserText(request);
    }
  };

  abstract Map<String, ?> answer(Said said);

  abstract Map<String, ?> error(
      String type, @Nullable String code, @Nullable String param, String text);

  /** The JSON Schema of the request, or a missing node. */
  abstract JsonNode schema(JsonNode request);

  /** What the request tells the model to be; empty where it says nothing. */
  String system(JsonNode request) {
    String system = request.path("system").asString("");
    for (JsonNode message : request.path("messages")) {
      system = system.isEmpty() ? message.path("content").asString("") : system;
    }
    return system;
  }

  /** The last message of the user. */
  String lastUserText(JsonNode request) {
    String last = "";
    for (JsonNode message : request.path("messages")) {
      if (message.path("role").asString("").equals("user")) {
        JsonNode content = message.path("content");
        last = content.isArray() ? content.path(0).path("text").asString("") : content.asString("");
      }
    }
    return last;
  }

  /** By the path; Mistral's is known by a base that names it. */
  static @Nullable ModelDialect of(String path) {
    if (path.endsWith("/chat/completions")) {
      return path.toLowerCase(Locale.ROOT).contains("/mistral/") ? MISTRAL : OPENAI;
    }
    if (path.endsWith(Gemini.METHOD)) {
      return GOOGLE;
    }
    if (path.endsWith("/messages")) {
      return ANTHROPIC;
    }
    return path.endsWith("/api/chat") ? OLLAMA : null;
  }
}
