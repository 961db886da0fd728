package dev.cadre.testkit.fault;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The same small value for the same schema, which it matches: for the usual keywords. */
final class SchemaSample {

  private SchemaSample() {}

  static Object of(JsonNode schema, String word) {
    if (schema.has("const")) {
      return schema.get("const");
    }
    if (schema.path("enum").isArray() && !schema.path("enum").isEmpty()) {
      return schema.path("enum").get(0);
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (schema.path(choice).isArray() && !schema.path(choice).isEmpty()) {
        return of(schema.path(choice).get(0), word);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, word);
      case "array" -> array(schema, word);
      case "integer" -> schema.path("minimum").asLong(1);
      case "number" -> schema.path("minimum").asDouble(0.5);
      case "boolean" -> true;
      default -> text(schema, word);
    };
  }

  private static String type(JsonNode schema) {
    JsonNode type = schema.path("type");
    if (type.isArray() && !type.isEmpty()) {
      return type.get(0).asString();
    }
    return type.isString() ? type.asString() : schema.has("properties") ? "object" : "string";
  }

  private static Map<String, Object> object(JsonNode schema, String word) {
    Map<String, Object> object = new LinkedHashMap<>();
    schema
        .path("properties")
        .properties()
        .forEach(p -> object.put(p.getKey(), of(p.getValue(), word)));
    schema.path("required").forEach(name -> object.putIfAbsent(name.asString(), word));
    return object;
  }

  private static List<Object> array(JsonNode schema, String word) {
    List<Object> list = new ArrayList<>();
    int least = Math.max(1, schema.path("minItems").asInt(2));
    for (int i = 1; i <= least; i++) {
      list.add(of(schema.path("items"), word + " " + i));
    }
    return list;
  }

  private static String text(JsonNode schema, String word) {
    String padded =
        word + "-".repeat(Math.max(0, schema.path("minLength").asInt(0) - word.length()));
    int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
    return padded.length() <= most ? padded : padded.substring(0, most);
  }
}
