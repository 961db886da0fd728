package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code tool list | types | show | versions | add | change | retire | restore}. */
@Command(
    name = "tool",
    description = "Look around among tools; and change them, if your tenant operates.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ToolCommands extends CatalogueCommands {

  private static final String TOOLS = "/v1/tools";

  public ToolCommands(Surroundings here) {
    super(here, "tool");
  }

  @Command(
      name = "list",
      description = "Tools by name; MODELS: models may ask for it.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--type", defaultValue = "", description = "A base type, such as HTTP_GET.")
          String type,
      @Option(names = "--usable", description = "Only what may be used now.") boolean usable,
      @Option(names = "--all", description = "Also what your tenant may not use.") boolean all,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("type", type);
    query.put("usable", usable ? "true" : "");
    query.put("all", all ? "true" : "");
    query.put("cursor", cursor);
    JsonNode page = here.client(Door.Role.REQUESTER).list(TOOLS, query);
    Table table = new Table("NAME", "TYPE", "MODELS", "USABLE", "DOES");
    for (JsonNode tool : page.path("items")) {
      table.row(
          tool.path("name").asString(""),
          tool.path("type").asString(""),
          tool.path("offered").asBoolean(false) ? "yes" : "no",
          tool.path("usable").asBoolean(false) ? "yes" : "no",
          tool.path("description").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  @Command(
      name = "types",
      description = "Base types that a tool can be of.",
      mixinStandardHelpOptions = true)
  int types(@Option(names = "--json", description = "With their schemas, as JSON.") boolean json) {
    JsonNode types = here.client(Door.Role.REQUESTER).get("/v1/tool-types");
    Table table = new Table("TYPE", "VERSION", "CONFIGURATION");
    for (JsonNode type : types.path("items")) {
      table.row(
          type.path("name").asString(""),
          type.path("version").asString(""),
          String.join(", ", type.path("config").path("properties").propertyNames()));
    }
    return here.show(types, json, table::toString);
  }

  @Override
  String text(JsonNode detail) {
    JsonNode tool = detail.path("tool");
    Table table = new Table("NAME", tool.path("name").asString(""));
    for (String field : new String[] {"type", "version", "description", "format"}) {
      table.row(field, tool.path(field).asString(""));
    }
    table.row("required", words(tool.path("required")));
    table.row("optional", words(tool.path("optional")));
    table.row("repeatable", tool.path("idempotent").asBoolean(false) ? "yes" : "no");
    table.row("models may ask", tool.path("offered").asBoolean(false) ? "yes" : "no");
    table.row("config", detail.path("config").toString());
    table.row(
        "usable",
        detail.path("retired").asBoolean(false)
            ? "no: it is retired"
            : tool.path("usable").asBoolean(false) ? "yes" : "no: " + words(tool.path("why")));
    return table.toString();
  }
}
