package dev.cadre.activities.llm;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.cadre.workflows.llm.FailureCategory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whether an answer is JSON and matches its schema. */
final class OutputCheck {

  /** What the check found. */
  sealed interface Found {

    /** A tree of map, list, string, Long, Double, Boolean and null. */
    record Valid(@Nullable Object value) implements Found {}

    /** MALFORMED (no JSON) or QUALITY (another schema), with what is wrong for a repair. */
    record Wrong(FailureCategory category, String what) implements Found {}
  }

  private static final int NAMED_PROBLEMS = 5;
  private static final Pattern FENCED =
      Pattern.compile("^```[a-zA-Z]*\\s*\\n?(.*?)\\s*```$", Pattern.DOTALL);
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();
  // References to other documents are not followed: the registry loads nothing by itself.
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  private final Schema schema;

  private OutputCheck(Schema schema) {
    this.schema = schema;
  }

  /**
   * The check of a schema.
   *
   * @throws ModelCallFailed INVALID_REQUEST, nothing called, when it is no schema
   */
  static OutputCheck of(Map<String, Object> schema) {
    try {
      Schema compiled = SCHEMAS.getSchema(JSON.<JsonNode>valueToTree(schema));
      compiled.initializeValidators();
      return new OutputCheck(compiled);
    } catch (SchemaException | JacksonException | IllegalArgumentException e) {
      throw ModelCallFailed.notCalled(
          FailureCategory.INVALID_REQUEST, "The step's output schema is no JSON Schema.");
    }
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
    List<Error> errors = schema.validate(tree);
    return errors.isEmpty()
        ? new Found.Valid(plain(tree))
        : new Found.Wrong(FailureCategory.QUALITY, sentence(errors));
  }

  private static Found notJson() {
    return new Found.Wrong(FailureCategory.MALFORMED, "The answer is not JSON.");
  }

  private static String unfenced(String text) {
    Matcher fenced = FENCED.matcher(text.strip());
    return fenced.matches() ? fenced.group(1) : text.strip();
  }

  /** Names places and rules, which are the schema's; never a value of the answer. */
  private static String sentence(List<Error> errors) {
    return errors.stream()
        .limit(NAMED_PROBLEMS)
        .map(error -> place(error) + ": " + rule(error))
        .collect(Collectors.joining("; ", "The answer does not match its schema: ", "."));
  }

  private static String place(Error error) {
    String place = String.valueOf(error.getInstanceLocation());
    return place.isEmpty() ? "the whole" : place;
  }

  private static String rule(Error error) {
    String keyword = String.valueOf(error.getKeyword());
    return switch (keyword) {
      case "required", "type", "minItems", "maxItems", "minLength", "maxLength" ->
          String.valueOf(error.getMessage());
      default -> "breaks \"" + keyword + "\"";
    };
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
