package dev.cadre.cli;

import java.io.IOException;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** What the commands of agents and of tools have in common. */
abstract class CatalogueCommands {

  final Surroundings here;
  private final String kind;
  private final String path;

  /**
   * Of one kind.
   *
   * @param kind agent or tool
   */
  CatalogueCommands(Surroundings here, String kind) {
    this.here = here;
    this.kind = kind;
    this.path = "/v1/" + kind + "s";
  }

  /** An item whole, as people read it. */
  abstract String text(JsonNode detail);

  private String path(String name) {
    return path + "/" + CadreClient.encode(name);
  }

  @Command(
      name = "show",
      description = "One whole, and why it may not be used.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode detail = here.client(Door.Role.REQUESTER).get(path(name));
    return here.show(detail, json, () -> text(detail));
  }

  @Command(
      name = "versions",
      description = "All versions of one, the newest first.",
      mixinStandardHelpOptions = true)
  int versions(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode versions = here.client(Door.Role.REQUESTER).get(path(name) + "/versions");
    Table table = new Table("VERSION", "AT", "BY");
    for (JsonNode version : versions.path("items")) {
      table.row(
          version.path("version").asString(""),
          version.path("at").asString(""),
          version.path("by").asString("(ships)"));
    }
    return here.show(versions, json, table::toString);
  }

  @Command(name = "add", description = "Make one from a file.", mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "FILE", description = "JSON or YAML; - is the standard input.")
          String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode made = here.client(Door.Role.OWNER).postFile(path, PlanFile.read(file));
    return here.show(made, json, () -> text(made));
  }

  @Command(
      name = "change",
      description = "Replace one by a file's, as a new version; plans that run keep theirs.",
      mixinStandardHelpOptions = true)
  int change(
      @Parameters(paramLabel = "NAME", index = "0") String name,
      @Parameters(paramLabel = "FILE", index = "1") String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    PlanFile change = PlanFile.read(file);
    CadreClient client = here.client(Door.Role.OWNER);
    String version = client.get(path(name)).path(kind).path("version").asString("");
    JsonNode made = client.replaceFile(path(name), version, change);
    return here.show(made, json, () -> text(made));
  }

  @Command(
      name = "retire",
      description = "Let no new plan name one, till `restore`.",
      mixinStandardHelpOptions = true)
  int retire(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return order(name, "retire", json);
  }

  @Command(
      name = "restore",
      description = "Let new plans name a retired one again.",
      mixinStandardHelpOptions = true)
  int restore(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return order(name, "restore", json);
  }

  private int order(String name, String order, boolean json) {
    JsonNode done = here.client(Door.Role.OWNER).post(path(name) + ":" + order, null);
    return here.show(
        done,
        json,
        () ->
            done.path("name").asString("")
                + (done.path("retired").asBoolean(false)
                    ? " is retired\n"
                    : " may be named again\n"));
  }

  /** A list of texts with commas. */
  static String words(JsonNode list) {
    return list.valueStream().map(word -> word.asString("")).collect(Collectors.joining(", "));
  }
}
