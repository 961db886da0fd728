package dev.cadre.testkit.fault;

import dev.cadre.testkit.fault.Fault.Tokens;
import dev.cadre.testkit.fault.Said.Ask;
import dev.cadre.testkit.fault.Said.End;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How Gemini words answers and errors. */
final class Gemini {

  static final String METHOD = ":generateContent";

  private static final Pattern MODEL = Pattern.compile("/models/([^/]+)" + METHOD + "$");

  private Gemini() {}

  /** The model that a path names; null where it names none. */
  static @Nullable String model(String path) {
    Matcher model = MODEL.matcher(path);
    return model.find() ? model.group(1) : null;
  }

  static Map<String, ?> answer(Said said) {
    Map<String, Object> body = new LinkedHashMap<>();
    if (said.end() == End.REFUSED) {
      body.put("promptFeedback", Map.of("blockReason", "PROHIBITED_CONTENT"));
    } else {
      body.put("candidates", List.of(candidate(said)));
    }
    body.put("modelVersion", said.model());
    body.put("responseId", "r" + said.seq());
    if (said.tokens() != null) {
      body.put("usageMetadata", usage(said.tokens()));
    }
    return body;
  }

  private static Map<String, ?> candidate(Said said) {
    List<Map<String, ?>> parts = new ArrayList<>();
    parts.add(Map.of("text", "I think about it first.", "thought", true));
    if (said.asks().isEmpty()) {
      parts.add(Map.of("text", said.text()));
    }
    for (Ask ask : said.asks()) {
      parts.add(
          Map.of(
              "functionCall",
              Map.of("name", ask.tool(), "args", ask.tree()),
              "thoughtSignature",
              "c2VhbGVk"));
    }
    return Map.of(
        "index",
        0,
        "content",
        Map.of("role", "model", "parts", parts),
        "finishReason",
        switch (said.end()) {
          case COMPLETE, REFUSED -> "STOP";
          case LENGTH -> "MAX_TOKENS";
          case FILTERED -> "SAFETY";
        });
  }

  /** Half of the output were thoughts. */
  private static Map<String, Object> usage(Tokens tokens) {
    long thoughts = tokens.output() / 2;
    Map<String, Object> usage = new LinkedHashMap<>();
    usage.put("promptTokenCount", tokens.input());
    if (tokens.cached() > 0) {
      usage.put("cachedContentTokenCount", tokens.cached());
    }
    usage.put("candidatesTokenCount", tokens.output() - thoughts);
    usage.put("thoughtsTokenCount", thoughts);
    usage.put("totalTokenCount", tokens.input() + tokens.output());
    return usage;
  }

  static Map<String, ?> error(
      String type, @Nullable String code, @Nullable String param, String text) {
    List<Map<String, ?>> details = new ArrayList<>();
    if (code != null) {
      details.add(Map.of("@type", "type.googleapis.com/google.rpc.ErrorInfo", "reason", code));
    }
    if (param != null) {
      details.add(
          Map.of(
              "@type",
              "type.googleapis.com/google.rpc.BadRequest",
              "fieldViolations",
              List.of(Map.of("field", param, "description", text))));
    }
    return Map.of("error", Map.of("message", text, "status", type, "details", details));
  }

  static String text(JsonNode content) {
    StringBuilder text = new StringBuilder();
    content.path("parts").forEach(part -> text.append(part.path("text").asString("")));
    return text.toString();
  }

  static String lastUserText(JsonNode request) {
    String last = "";
    for (JsonNode content : request.path("contents")) {
      String text = text(content);
      if (content.path("role").asString("").equals("user") && !text.isEmpty()) {
        last = text;
      }
    }
    return last;
  }
}
