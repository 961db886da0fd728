package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent list | show | versions | add | change | retire | restore | export | import}. */
@Command(
    name = "agent",
    description = "Look around among agents; and change them, if your tenant operates.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class AgentCommands extends CatalogueCommands {

  private static final String AGENTS = "/v1/agents";
  private static final int SHORT = 72;

  public AgentCommands(Surroundings here) {
    super(here, "agent");
  }

  @Command(
      name = "list",
      description = "Agents by name; what may not be used is marked, `show` says why.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--department", defaultValue = "") String department,
      @Option(
              names = "--level",
              defaultValue = "",
              description = "0 core, 1 director, 2 specialist.")
          String level,
      @Option(names = "--capability", defaultValue = "") String capability,
      @Option(
              names = {"-q", "--search"},
              defaultValue = "",
              description = "In name, title, description and capabilities.")
          String search,
      @Option(names = "--usable", description = "Only what may be used now.") boolean usable,
      @Option(names = "--all", description = "Also what your tenant may not use.") boolean all,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("department", department);
    query.put("level", level);
    query.put("capability", capability);
    query.put("q", search);
    query.put("usable", usable ? "true" : "");
    query.put("all", all ? "true" : "");
    query.put("cursor", cursor);
    JsonNode page = here.client(Door.Role.REQUESTER).list(AGENTS, query);
    Table table = new Table("NAME", "DEPARTMENT", "LEVEL", "USABLE", "DOES");
    for (JsonNode agent : page.path("items")) {
      table.row(
          agent.path("name").asString(""),
          agent.path("department").asString(""),
          agent.path("level").asString(""),
          agent.path("usable").asBoolean(false) ? "yes" : "no",
          cut(agent.path("description").asString("")));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  private static String cut(String text) {
    return text.length() <= SHORT ? text : text.substring(0, SHORT - 1) + "…";
  }

  private static void integrations(Table table, JsonNode detail) {
    for (JsonNode one : detail.path("integrations")) {
      table.row(
          "credential",
          one.path("credential").asString("")
              + "  "
              + (one.path("held").asBoolean(false) ? "is there" : "is missing")
              + ", "
              + (one.path("required").asBoolean(false) ? "required" : "optional")
              + " for "
              + one.path("tool").asString(""));
    }
  }

  @Override
  String text(JsonNode detail) {
    JsonNode agent = detail.path("agent");
    Table table = new Table("NAME", agent.path("name").asString(""));
    for (String field :
        new String[] {
          "title", "version", "department", "level", "reportsTo", "description", "output", "quality"
        }) {
      table.row(field, agent.path(field).asString(""));
    }
    table.row("capabilities", words(agent.path("capabilities")));
    table.row("route", words(agent.path("route")));
    table.row("temperature", detail.path("temperature").asString(""));
    for (JsonNode tool : detail.path("toolStates")) {
      table.row(
          "tool", tool.path("name").asString("") + "  " + tool.path("why").asString("may be used"));
    }
    integrations(table, detail);
    table.row(
        "usable",
        detail.path("retired").asBoolean(false)
            ? "no: it is retired"
            : agent.path("usable").asBoolean(false) ? "yes" : "no");
    StringBuilder text = new StringBuilder(table.toString());
    agent.path("why").forEach(why -> text.append("  ").append(why.asString("")).append('\n'));
    return text.append('\n')
        .append(detail.path("instructions").asString(""))
        .append('\n')
        .toString();
  }

  @Command(
      name = "export",
      description = "Print all agents and tools as one JSON document.",
      mixinStandardHelpOptions = true)
  int export() {
    return here.show(here.client(Door.Role.REQUESTER).get("/v1/catalogue"), true, () -> "");
  }

  @Command(
      name = "import",
      description = "Bring agents and tools from a document: all of them or none.",
      mixinStandardHelpOptions = true)
  int bring(
      @Parameters(paramLabel = "FILE", description = "JSON or YAML; - is the standard input.")
          String file,
      @Option(names = "--dry-run", description = "Only say what would change.") boolean dry,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode done =
        here.client(Door.Role.OWNER)
            .postFile("/v1/catalogue:import" + (dry ? "?dryRun=true" : ""), PlanFile.read(file));
    return here.show(
        done,
        json,
        () ->
            (dry ? "would add " : "added ")
                + words(done.path("added"))
                + "\n"
                + (dry ? "would change " : "changed ")
                + words(done.path("changed"))
                + "\nas they were "
                + done.path("same").asString("0")
                + "\n");
  }
}
