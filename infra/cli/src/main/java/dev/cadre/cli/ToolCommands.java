package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tool list | types | show | versions | add | change | retire | restore}. */
@Command(
    name = "tool",
    description = "Look around among tools; and change them, if your tenant operates.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ToolCommands {

  private static final String TOOLS = "/v1/tools";

  private final Surroundings here;
  private final CatalogueItems items;

  public ToolCommands(Surroundings here) {
    this.here = here;
    this.items = new CatalogueItems(here, "tool");
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

  @Command(
      name = "show",
      description = "A tool whole, and why it may not be used.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode detail = items.read(name);
    return here.show(detail, json, () -> text(detail));
  }

  private static String text(JsonNode detail) {
    JsonNode tool = detail.path("tool");
    Table table = new Table("NAME", tool.path("name").asString(""));
    for (String field : new String[] {"type", "version", "description", "format"}) {
      table.row(field, tool.path(field).asString(""));
    }
    table.row("required", CatalogueItems.words(tool.path("required")));
    table.row("optional", CatalogueItems.words(tool.path("optional")));
    table.row("repeatable", tool.path("idempotent").asBoolean(false) ? "yes" : "no");
    table.row("models may ask", tool.path("offered").asBoolean(false) ? "yes" : "no");
    table.row("config", detail.path("config").toString());
    table.row(
        "usable",
        detail.path("retired").asBoolean(false)
            ? "no: it is retired"
            : tool.path("usable").asBoolean(false)
                ? "yes"
                : "no: " + CatalogueItems.words(tool.path("why")));
    return table.toString();
  }

  @Command(
      name = "versions",
      description = "All versions of a tool, the newest first.",
      mixinStandardHelpOptions = true)
  int versions(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return items.versions(name, json);
  }

  @Command(name = "add", description = "Make a tool from a file.", mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "FILE", description = "JSON or YAML; - is the standard input.")
          String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode made = items.add(file);
    return here.show(made, json, () -> text(made));
  }

  @Command(
      name = "change",
      description = "Replace a tool by a file's, as a new version; plans that run keep theirs.",
      mixinStandardHelpOptions = true)
  int change(
      @Parameters(paramLabel = "NAME", index = "0") String name,
      @Parameters(paramLabel = "FILE", index = "1") String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode made = items.change(name, file);
    return here.show(made, json, () -> text(made));
  }

  @Command(
      name = "retire",
      description = "Let no new plan name a tool, till `restore`.",
      mixinStandardHelpOptions = true)
  int retire(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return items.order(name, "retire", json);
  }

  @Command(
      name = "restore",
      description = "Let new plans name a retired tool again.",
      mixinStandardHelpOptions = true)
  int restore(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return items.order(name, "restore", json);
  }
}
