package dev.cadre.stores.plan;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import dev.cadre.workflows.expression.WorkTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema of a step's output, compiled. */
public final class JsonSchema {

  private static final int NAMED_PROBLEMS = 5;
  private static final JsonMapper JSON = JsonMapper.shared();
  // References to other documents are not followed: the registry loads nothing by itself.
  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder()
                      .regularExpressionFactory(BoundedPattern::new)
                      .build()));
  private static final Schema OF_SCHEMAS =
      SCHEMAS.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));

  private final Schema schema;

  private JsonSchema(Schema schema) {
    this.schema = schema;
  }

  /** Compiles it; empty when it is no JSON Schema. */
  public static Optional<JsonSchema> of(Map<String, Object> schema) {
    try {
      JsonNode tree = JSON.valueToTree(schema);
      if (!OF_SCHEMAS.validate(tree).isEmpty()) {
        return Optional.empty();
      }
      Schema compiled = SCHEMAS.getSchema(tree);
      compiled.initializeValidators();
      return Optional.of(new JsonSchema(compiled));
    } catch (SchemaException | JacksonException | IllegalArgumentException | StackOverflowError e) {
      return Optional.empty();
    }
  }

  /** What is wrong with a plain tree; empty when nothing is. */
  public String problem(@Nullable Object tree) {
    return problem(JSON.<JsonNode>valueToTree(tree));
  }

  /**
   * What is wrong with a tree; empty when nothing is. It names places and rules, which are the
   * schema's; never a value of the tree.
   */
  public String problem(JsonNode tree) {
    WorkTime.check();
    try {
      return sentence(schema.validate(tree));
    } catch (BoundedPattern.TooMuchWorkException e) {
      return "the whole: " + e.getMessage();
    } catch (StackOverflowError e) {
      return "the whole: is nested too deep, or the schema refers to itself without an end";
    }
  }

  private static String sentence(List<Error> errors) {
    return errors.stream()
        .limit(NAMED_PROBLEMS)
        .map(error -> place(error) + ": " + rule(error))
        .collect(Collectors.joining("; "));
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
}
