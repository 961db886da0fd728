package dev.cadre.activities.llm;

import dev.cadre.stores.plan.JsonSchema;
import dev.cadre.workflows.llm.FailureCategory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether an answer is JSON and matches its schema. */
public final class OutputCheck {

  /** What the check found. */
  sealed interface Found {

    /** A tree of map, list, string, Long, Double, Boolean and null. */
    record Valid(@Nullable Object value) implements Found {}

    /** MALFORMED (no JSON) or QUALITY (another schema), with what is wrong for a repair. */
    record Wrong(FailureCategory category, String what) implements Found {}
  }

  private static final Pattern FENCED =
      Pattern.compile("^```[a-zA-Z]*\\s*\\n?(.*?)\\s*```$", Pattern.DOTALL);
  private static final JsonMapper JSON =
      BoundedJson.outputs()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final JsonSchema schema;

  private OutputCheck(JsonSchema schema) {
    this.schema = schema;
  }

  /**
   * The check of a schema.
   *
   * @throws ModelCallFailed INVALID_REQUEST, nothing called, when it is no schema
   */
  static OutputCheck of(Map<String, Object> schema) {
    return JsonSchema.of(schema)
        .map(OutputCheck::new)
        .orElseThrow(() ->
            ModelCallFailed.notCalled(
                FailureCategory.INVALID_REQUEST, "The step's output schema is no JSON Schema."));
  }

  /** What is wrong with a tree by a schema; empty when nothing is. */
  public static String problem(Map<String, Object> schema, Object tree) {
    String problem = of(schema).schema.problem(tree);
    return problem.isEmpty() ? "" : sentence(problem);
  }

  Found check(String text) {
    JsonNode tree;
    try {
      tree = JSON.readTree(unfenced(text));
    } catch (JacksonException e) {
      return notJson();
    }
    if (tree == null || tree.isMissingNode()) {
      return notJson();
    }
    String problem = schema.problem(tree);
    return problem.isEmpty()
        ? new Found.Valid(plain(tree))
        : new Found.Wrong(FailureCategory.QUALITY, sentence(problem));
  }

  private static Found notJson() {
    return new Found.Wrong(FailureCategory.MALFORMED, "The answer is not JSON.");
  }

  private static String unfenced(String text) {
    Matcher fenced = FENCED.matcher(text.strip());
    return fenced.matches() ? fenced.group(1) : text.strip();
  }

  private static String sentence(String problem) {
    return "The answer does not match its schema: " + problem + ".";
  }

  private static @Nullable Object plain(JsonNode node) {
    return switch (node.getNodeType()) {
      case OBJECT -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(entry.getKey(), plain(entry.getValue())));
        yield map;
      }
      case ARRAY -> {
        List<@Nullable Object> list = new ArrayList<>();
        node.forEach(item -> list.add(plain(item)));
        yield list;
      }
      case STRING -> node.asString();
      case BOOLEAN -> node.asBoolean();
      case NUMBER -> number(node);
      case NULL, MISSING, BINARY, POJO -> null;
    };
  }

  private static Object number(JsonNode node) {
    if (node.isIntegralNumber() && node.canConvertToLong()) {
      return node.asLong();
    }
    return node.asDouble();
  }
}
