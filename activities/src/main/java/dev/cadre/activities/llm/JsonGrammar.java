package dev.cadre.activities.llm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A grammar (GBNF) under which a small model can only write JSON that fits a schema's shape:
 * without white space and with bounded lists and strings, in which such a model would otherwise get
 * lost. What a schema says beyond shape is left to the check of the answer.
 */
final class JsonGrammar {

  private static final int LONGEST_LIST = 6;
  private static final int LONGEST_STRING = 300;
  private static final int DEEPEST = 8;

  private static final String TERMINALS =
      """
      string ::= "\\"" char{1,%d} "\\""
      char ::= [^"\\\\\\x00-\\x1f] | "\\\\" ["\\\\/bfnrt]
      integer ::= "-"? ("0" | [1-9] [0-9]{0,8})
      number ::= integer ("." [0-9]{1,6})?
      boolean ::= "true" | "false"
      null ::= "null"
      value ::= object | array | string | number | boolean | null
      object ::= "{" (string ":" value ("," string ":" value){0,%d})? "}"
      array ::= "[" (value ("," value){0,%d})? "]"
      """
          .formatted(LONGEST_STRING, LONGEST_LIST, LONGEST_LIST);

  private final Map<String, String> rules = new LinkedHashMap<>();

  private JsonGrammar() {}

  static String of(Map<String, Object> schema) {
    JsonGrammar grammar = new JsonGrammar();
    String root = grammar.rule(schema, 0);
    StringBuilder text = new StringBuilder("root ::= ").append(root).append('\n');
    grammar.rules.forEach(
        (name, body) -> text.append(name).append(" ::= ").append(body).append('\n'));
    return text.append(TERMINALS).toString();
  }

  private String rule(@Nullable Object node, int depth) {
    if (!(node instanceof Map<?, ?> schema) || depth > DEEPEST) {
      return "value";
    }
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return oneOf(values);
    }
    if (schema.containsKey("const")) {
      return literal(schema.get("const"));
    }
    return switch (String.valueOf(schema.get("type"))) {
      case "object" -> object(schema, depth);
      case "array" -> array(schema, depth);
      case "string", "integer", "number", "boolean", "null" -> String.valueOf(schema.get("type"));
      default -> schema.containsKey("properties") ? object(schema, depth) : "value";
    };
  }

  private String object(Map<?, ?> schema, int depth) {
    if (!(schema.get("properties") instanceof Map<?, ?> properties) || properties.isEmpty()) {
      return "object";
    }
    List<String> members = new ArrayList<>();
    properties.forEach(
        (name, property) -> members.add(literal(name) + " \":\" " + rule(property, depth + 1)));
    return named("\"{\" " + String.join(" \",\" ", members) + " \"}\"");
  }

  private String array(Map<?, ?> schema, int depth) {
    String item = rule(schema.get("items"), depth + 1);
    int least = Math.max(1, bound(schema.get("minItems"), 1));
    int most = Math.max(least, bound(schema.get("maxItems"), Math.max(least, LONGEST_LIST)));
    return named(
        "\"[\" " + item + " (\",\" " + item + "){" + (least - 1) + "," + (most - 1) + "} \"]\"");
  }

  private static int bound(@Nullable Object value, int fallback) {
    return value instanceof Number number ? number.intValue() : fallback;
  }

  private String oneOf(List<?> values) {
    return named(String.join(" | ", values.stream().map(JsonGrammar::literal).toList()));
  }

  /** The value's JSON as a literal of the grammar, whose escapes are those of JSON strings. */
  private static String literal(@Nullable Object value) {
    JsonMapper json = JsonMapper.shared();
    return json.writeValueAsString(json.writeValueAsString(value));
  }

  private String named(String body) {
    String name = "r" + rules.size();
    rules.put(name, body);
    return name;
  }
}
