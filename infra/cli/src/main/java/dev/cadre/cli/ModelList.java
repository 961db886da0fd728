package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code model list}: those of the catalogue. */
@Command(
    name = "model",
    description = "Look around among the models that a route may name.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ModelList {

  private final Surroundings here;

  public ModelList(Surroundings here) {
    this.here = here;
  }

  @Command(
      name = "list",
      description = "Models by name; prices in USD for a million tokens.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--provider", defaultValue = "") String provider,
      @Option(names = "--tier", defaultValue = "", description = "cheap, mid, premium.")
          String tier,
      @Option(names = "--capability", defaultValue = "", description = "Such as tools.")
          String capability,
      @Option(names = "--callable", description = "Only what a worker can call now.")
          boolean callable,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> query = new LinkedHashMap<>();
    query.put("provider", provider);
    query.put("tier", tier);
    query.put("capability", capability);
    query.put("callable", callable ? "true" : "");
    query.put("cursor", cursor);
    JsonNode page = here.client(Door.Role.REQUESTER).list("/v1/models", query);
    Table table = new Table("MODEL", "TIER", "WINDOW", "INPUT", "OUTPUT", "CALLABLE");
    for (JsonNode model : page.path("items")) {
      table.row(
          model.path("target").asString("")
              + (model.path("isDefault").asBoolean(false) ? " *" : ""),
          model.path("tier").asString(""),
          model.path("contextWindow").asString(""),
          model.path("inputUsdPerMillion").asString("unknown"),
          model.path("outputUsdPerMillion").asString("unknown"),
          model.path("callable").asBoolean(false)
              ? "yes"
              : "no: " + CatalogueCommands.words(model.path("why")));
    }
    return here.show(page, json, () -> table + "* the provider's default\n" + here.next(page));
  }
}
