package dev.cadre.activities.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tools as functions: OpenAI's form, which Ollama shares. */
final class FunctionCalls {

  static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_LONG_FOR_INTS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private FunctionCalls() {}

  static List<Map<String, Object>> offers(ToolUse tools) {
    List<Map<String, Object>> offers = new ArrayList<>();
    for (ToolUse.Offer offer : tools.offers()) {
      offers.add(
          Map.of(
              "type",
              "function",
              "function",
              Map.of(
                  "name",
                  offer.name(),
                  "description",
                  offer.description(),
                  "parameters",
                  offer.schema())));
    }
    return offers;
  }

  /** Of a message of the model's; the arguments are an object, or a text that holds one. */
  static List<ToolWish> wishes(JsonNode message) {
    List<ToolWish> wishes = new ArrayList<>();
    for (JsonNode call : message.path("tool_calls")) {
      JsonNode function = call.path("function");
      JsonNode arguments = function.path("arguments");
      wishes.add(
          new ToolWish(
              function.path("name").asString(""),
              arguments.isString() ? parsed(arguments.asString()) : object(arguments)));
    }
    return wishes;
  }

  private static @Nullable Map<String, @Nullable Object> parsed(String text) {
    try {
      // A function without arguments is called with nothing at all by some.
      return text.isBlank() ? Map.of() : object(JSON.readTree(text));
    } catch (JacksonException e) {
      return null;
    }
  }

  /** A tree as plain values; null when it is no object. */
  static @Nullable Map<String, @Nullable Object> object(JsonNode tree) {
    return tree.isObject() ? JSON.convertValue(tree, OBJECT) : null;
  }
}
