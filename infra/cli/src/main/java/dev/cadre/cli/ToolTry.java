package dev.cadre.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tool try}: one call with these arguments. */
@Command(
    name = "try",
    description = "Call a tool once. Without --go it only says whether and what it would call.",
    mixinStandardHelpOptions = true)
public final class ToolTry extends TryCommand {

  @Parameters(paramLabel = "NAME", index = "0")
  private String tool = "";

  @Option(
      names = "--with",
      paramLabel = "ARGUMENT=VALUE",
      description = "An argument: JSON, or a text without quotes.")
  private List<String> arguments = new ArrayList<>();

  public ToolTry(Surroundings here) {
    super(here);
  }

  @Override
  String name() {
    return tool;
  }

  @Override
  String path() {
    return "/v1/tools/" + CadreClient.encode(tool);
  }

  /** What the tool's schema has as a string is one, though it looks like a number. */
  @Override
  Map<String, ?> input(JsonNode detail) throws IOException {
    JsonNode known = detail.path("input").path("properties");
    return DryRunBody.values(
        "--with", arguments, name -> known.path(name).path("type").asString("").equals("string"));
  }

  @Override
  Map<String, Object> step(Map<String, ?> input) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String name : input.keySet()) {
      given.put(name, "{{ input[" + CadreClient.MAPPER.writeValueAsString(name) + "] }}");
    }
    return Map.of("kind", "tool", "tool", tool, "arguments", given);
  }

  @Override
  List<String> told(CadreClient client, JsonNode detail, Map<String, ?> input) {
    List<String> lines = new ArrayList<>();
    lines.add(detail.path("tool").path("type").asString("") + "  " + detail.path("config"));
    lines.add("with  " + CadreClient.MAPPER.writeValueAsString(input));
    lines.add(
        "0 USD here, as no model is called; what the other side asks for a call is not known here.");
    if (!detail.path("tool").path("idempotent").asBoolean(false)) {
      lines.add("It may change something there, and it is not called again after a failure.");
    }
    return lines;
  }
}
