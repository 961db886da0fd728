package dev.cadre.api.agent;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.plan.JsonSchema;
import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a tool that somebody sends. */
final class ToolBody {

  private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9_]{1,39}");
  private static final Pattern SENTENCE = Pattern.compile("[^\\p{Cntrl}]{10,500}");

  private ToolBody() {}

  /**
   * Reads.
   *
   * @param name of the address; null where the body names it
   * @param types that workers have
   */
  static ToolSpec read(Fields fields, @Nullable String name, List<BaseType> types) {
    ToolSpec tool = take(fields, name, types);
    fields.end();
    return tool;
  }

  /** Takes a tool's fields; {@code end} is the caller's. */
  static ToolSpec take(Fields fields, @Nullable String name, List<BaseType> types) {
    String own = AgentBody.own(fields, name);
    String type = fields.text("type", TYPE, "a base type; see GET /v1/tool-types.");
    boolean offered = Boolean.TRUE.equals(fields.flag("offered"));
    return new ToolSpec(
        own,
        1,
        type,
        fields.text("description", SENTENCE, "10 to 500 characters, on one line."),
        config(fields, type, offered, types),
        input(fields),
        AgentBody.format(fields, "format"),
        Boolean.TRUE.equals(fields.flag("idempotent")),
        offered);
  }

  private static Map<String, Object> config(
      Fields fields, String type, boolean offered, List<BaseType> types) {
    Map<String, Object> given = fields.tree("config");
    Map<String, Object> config = given == null ? Map.of() : given;
    Optional<BaseType> known = types.stream().filter(t -> t.name().equals(type)).findFirst();
    if (known.isEmpty()) {
      if (!type.isEmpty()) {
        fields.refuse(
            "type", "No worker has the base type `" + type + "`; see GET /v1/tool-types.");
      }
      return config;
    }
    Map<String, Object> schema = offered ? known.get().offeredConfig() : known.get().config();
    String problem = JsonSchema.of(schema).map(s -> s.problem(config)).orElse("");
    if (!problem.isEmpty()) {
      fields.refuse(
          "config",
          "The configuration does not fit "
              + type
              + (offered ? " as a tool that models may ask for" : "")
              + ": "
              + problem
              + ".");
    }
    return config;
  }

  /** Closed, so that nothing reaches a tool that nobody has thought of. */
  private static Map<String, Object> input(Fields fields) {
    Map<String, Object> input = fields.tree("input");
    if (input == null) {
      return Map.of("type", "object", "properties", Map.of(), "additionalProperties", false);
    }
    if (JsonSchema.of(input).isEmpty()
        || !"object".equals(input.get("type"))
        || !Boolean.FALSE.equals(input.get("additionalProperties"))) {
      fields.refuse(
          "input",
          "`input` is the JSON Schema of the arguments: of type object, with additionalProperties"
              + " false.");
    }
    return input;
  }
}
