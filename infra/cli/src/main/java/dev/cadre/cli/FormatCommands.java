package dev.cadre.cli;

import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code format list | show}. */
@Command(
    name = "format",
    description = "Look around among the output formats that agents and tools name.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class FormatCommands {

  private static final String FORMATS = "/v1/formats";

  private final Surroundings here;

  public FormatCommands(Surroundings here) {
    this.here = here;
  }

  @Command(name = "list", description = "Formats by name.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page = here.client(Door.Role.REQUESTER).list(FORMATS, Map.of("cursor", cursor));
    Table table = new Table("NAME", "VALUE", "DRAWN AS", "IS");
    for (JsonNode format : page.path("items")) {
      table.row(
          format.path("name").asString(""),
          format.path("schema").path("type").asString(""),
          format.path("renderer").path("type").asString(""),
          format.path("description").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  @Command(
      name = "show",
      description = "One whole, with its schema.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode format =
        here.client(Door.Role.REQUESTER).get(FORMATS + "/" + CadreClient.encode(name));
    return here.show(
        format,
        json,
        () ->
            new Table("NAME", format.path("name").asString(""))
                    .row("is", format.path("description").asString(""))
                    .row("drawn as", format.path("renderer").toString())
                + "\n"
                + format.path("schema").toPrettyString()
                + "\n");
  }
}
