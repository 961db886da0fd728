package dev.cadre.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent deactivate}: stops an agent, after it was shown what that stops. */
@Command(
    name = "deactivate",
    description = "Stop an agent. Without --go it only says which plans would wait for it.",
    mixinStandardHelpOptions = true)
public final class DeactivateCommand implements Callable<Integer> {

  private final Surroundings here;

  @Parameters(paramLabel = "NAME", description = "By which plans name it.")
  private String name = "";

  @Option(names = "--go", description = "Do stop it.")
  private boolean go;

  @Option(names = "--json", description = "Print the answer as JSON.")
  private boolean json;

  public DeactivateCommand(Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call() {
    CadreClient client = here.client(Door.Role.OWNER);
    String path = ActivateCommand.path(name);
    JsonNode stopped = go ? client.post(path + ":deactivate", null) : client.get(path + "/plans");
    return here.show(stopped, json, () -> plans(name, go, stopped));
  }

  private static String plans(String name, boolean stopped, JsonNode answer) {
    long count = answer.path("planCount").asLong(0);
    StringBuilder text = new StringBuilder();
    text.append(stopped ? name + " is stopped. " : "Stopping " + name + " needs --go. ")
        .append(count == 1 ? "1 plan " : count + " plans ")
        .append(!stopped ? "would wait" : count == 1 ? "waits" : "wait")
        .append(count == 0 ? " for it.\n" : " at the next call of it:\n");
    for (JsonNode plan : answer.path(stopped ? "plans" : "items")) {
      text.append("  ")
          .append(plan.path("plan").asString(""))
          .append("  ")
          .append(CatalogueCommands.words(plan.path("steps")))
          .append('\n');
    }
    return text.toString();
  }
}
