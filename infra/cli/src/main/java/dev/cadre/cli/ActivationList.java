package dev.cadre.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code agent active}: what is activated, paused and stopped. */
@Command(
    name = "active",
    description = "The agents that your tenant has activated or stopped, and your own.",
    mixinStandardHelpOptions = true)
public final class ActivationList implements Callable<Integer> {

  private final Surroundings here;

  @Option(names = "--state", description = "Such as ACTIVE.")
  private String state = "";

  @Option(names = "--cursor", description = "NEXT of the page before.")
  private String cursor = "";

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  public ActivationList(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    JsonNode page =
        here.client(Door.Role.REQUESTER)
            .list(ActivateCommand.PATH, Map.of("state", state, "cursor", cursor));
    Table table = new Table("NAME", "AGENT", "FOR", "STATE", "SPENT", "LIMIT", "ROUTE");
    for (JsonNode one : page.path("items")) {
      table.row(
          one.path("name").asString(""),
          one.path("agent").asString(""),
          one.path("owner").asString("all"),
          one.path("state").asString(""),
          one.path("spentUsd").asString(""),
          one.path("monthlyLimitUsd").asString(""),
          CatalogueCommands.words(one.path("route")));
    }
    return here.show(page, json, () -> table + here.next(page));
  }
}
