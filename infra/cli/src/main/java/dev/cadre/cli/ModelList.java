package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code model list | show | price}: those of the catalogue. */
@Command(
    name = "model",
    description = "Look around among the models that a route may name; and price them.",
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

  @Command(
      name = "show",
      description = "One with all its prices and their dates.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "PROVIDER/MODEL") String target,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode model = here.client(Door.Role.REQUESTER).get(path(target));
    return here.show(model, json, () -> text(model));
  }

  @Command(
      name = "price",
      description = "Add a price in USD; an amount that is not given is unknown.",
      mixinStandardHelpOptions = true)
  int price(
      @Parameters(paramLabel = "PROVIDER/MODEL") String target,
      @Option(names = "--from", description = "Such as 2026-12-01; now.") @Nullable String from,
      @Option(names = "--input", description = "For a million tokens.") @Nullable String input,
      @Option(names = "--output", description = "For a million tokens.") @Nullable String output,
      @Option(names = "--requests", description = "For a thousand requests, beside the tokens.")
          @Nullable String requests,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("from", from);
    body.put("inputUsdPerMillion", input);
    body.put("outputUsdPerMillion", output);
    body.put("usdPerThousandRequests", requests);
    JsonNode model = here.client(Door.Role.OWNER).post(path(target) + "/prices", body);
    return here.show(model, json, () -> text(model));
  }

  private static String path(String target) {
    int slash = target.indexOf('/');
    String provider = slash < 0 ? target : target.substring(0, slash);
    String model = slash < 0 ? "" : target.substring(slash + 1);
    return "/v1/models/" + CadreClient.encode(provider) + "/" + CadreClient.encode(model);
  }

  private static String text(JsonNode model) {
    Table table = new Table("MODEL", model.path("target").asString(""));
    table.row("tier", model.path("tier").asString(""));
    table.row("window", model.path("contextWindow").asString(""));
    table.row("most output", model.path("maxOutput").asString("(not told)"));
    table.row("capabilities", CatalogueCommands.words(model.path("capabilities")));
    table.row("regions", CatalogueCommands.words(model.path("regions")));
    Table prices = new Table("FROM", "INPUT", "OUTPUT", "BY", "");
    for (JsonNode price : model.path("prices")) {
      prices.row(
          price.path("from").asString(""),
          price.path("inputUsdPerMillion").asString("unknown"),
          price.path("outputUsdPerMillion").asString("unknown"),
          price.path("by").asString("(ships)"),
          price.path("inForce").asBoolean(false) ? "in force" : "");
    }
    return table + "\n" + prices;
  }
}
