package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent activate | deactivate | active | metrics}. */
@Command(name = "activation")
public final class ActivationCommands {

  private static final String PATH = "/v1/activations";
  private static final long LOOK = 500;
  private static final int NOT_DONE = 1;

  private final Surroundings here;

  public ActivationCommands(Surroundings here) {
    this.here = here;
  }

  private static String path(String name) {
    return PATH + "/" + CadreClient.encode(name);
  }

  @Command(
      name = "activate",
      description = {
        "Test an agent's connections, and put it to work when all answer.",
        "With --as under a name of your own, for your plans alone; else for the whole tenant."
      },
      mixinStandardHelpOptions = true)
  int activate(
      @Parameters(paramLabel = "NAME", description = "An agent, or a name given with --as.")
          String agent,
      @Option(names = "--as", paramLabel = "NAME", description = "A name of your own.")
          @Nullable String as,
      @Option(names = "--shared", description = "With --as: for the whole tenant.") boolean shared,
      @Option(
              names = "--route",
              split = ",",
              description = "Targets in order, such as openai,local.")
          @Nullable List<String> route,
      @Option(names = "--temperature") @Nullable Double temperature,
      @Option(names = "--limit", paramLabel = "USD", description = "A calendar month.")
          @Nullable String limit)
      throws InterruptedException {
    CadreClient client = here.client(as == null || shared ? Door.Role.OWNER : Door.Role.REQUESTER);
    String name = as == null ? agent : as;
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("route", route);
    settings.put("temperature", temperature);
    settings.put("monthlyLimitUsd", limit);
    JsonNode standing = standing(client, name);
    if (standing == null) {
      Map<String, @Nullable Object> made = new LinkedHashMap<>(settings);
      made.put("agent", agent);
      made.put("name", name);
      made.put("shared", as == null || shared);
      client.post(PATH, made);
    } else if (route != null || temperature != null || limit != null) {
      settings.values().removeIf(Objects::isNull);
      client.change(path(name), settings);
    }
    if (standing != null && standing.path("state").asString("").equals("ACTIVE")) {
      here.say(name + " is ACTIVE.");
      return 0;
    }
    client.post(path(name) + ":activate", null);
    return tested(client, name);
  }

  private static @Nullable JsonNode standing(CadreClient client, String name) {
    try {
      return client.get(path(name));
    } catch (Refused e) {
      if (e.status() == 404) {
        return null;
      }
      throw e;
    }
  }

  private int tested(CadreClient client, String name) throws InterruptedException {
    here.say("Testing the connections of " + name + " …");
    JsonNode read = client.get(path(name));
    while (read.path("state").asString("").equals("TESTING")) {
      Thread.sleep(LOOK);
      read = client.get(path(name));
    }
    String state = read.path("state").asString("");
    if (state.equals("ACTIVE")) {
      here.say(name + " is ACTIVE.");
      return 0;
    }
    here.say(
        name + " is " + state + ": the test failed, " + read.path("problem").asString("") + ".");
    here.say("./cadre plan show " + read.path("testPlan").asString("") + " says more.");
    return NOT_DONE;
  }

  @Command(
      name = "deactivate",
      description = "Stop an agent. Without --go it only says which plans would wait for it.",
      mixinStandardHelpOptions = true)
  int deactivate(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--go", description = "Do stop it.") boolean go,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    CadreClient client = here.client(Door.Role.OWNER);
    JsonNode stopped =
        go ? client.post(path(name) + ":deactivate", null) : client.get(path(name) + "/plans");
    return here.show(stopped, json, () -> plans(name, go, stopped));
  }

  private static String plans(String name, boolean stopped, JsonNode answer) {
    long count = answer.path("planCount").asLong(0);
    StringBuilder text = new StringBuilder();
    text.append(stopped ? name + " is stopped. " : "Stopping " + name + " needs --go. ")
        .append(count == 1 ? "1 plan " : count + " plans ")
        .append(stopped ? "wait" : "would wait")
        .append(" at their next call of it:\n");
    for (JsonNode plan : answer.path(stopped ? "plans" : "items")) {
      text.append("  ")
          .append(plan.path("plan").asString(""))
          .append("  ")
          .append(CatalogueCommands.words(plan.path("steps")))
          .append('\n');
    }
    return text.toString();
  }

  @Command(
      name = "active",
      description = "The agents that your tenant has activated or stopped, and your own.",
      mixinStandardHelpOptions = true)
  int active(
      @Option(names = "--state", defaultValue = "", description = "Such as ACTIVE.") String state,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page =
        here.client(Door.Role.REQUESTER).list(PATH, Map.of("state", state, "cursor", cursor));
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

  @Command(
      name = "metrics",
      description = "How agents do: state, success, time, cost, score; of 30 days.",
      mixinStandardHelpOptions = true)
  int metrics(
      @Option(names = "--hours", defaultValue = "", description = "To look back; 720.")
          String hours,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page =
        here.client(Door.Role.REQUESTER)
            .list("/v1/agent-metrics", Map.of("hours", hours, "cursor", cursor));
    Table table =
        new Table("NAME", "STATE", "TASKS", "SUCCESS", "ERRORS", "MEDIAN", "QUEUE", "USD", "SCORE");
    for (JsonNode one : page.path("items")) {
      table.row(
          one.path("name").asString(""),
          one.path("state").asString(""),
          one.path("tasks").asString(""),
          percent(one.path("successRate")),
          percent(one.path("errorRate")),
          one.path("medianMillis").isNull() ? "" : one.path("medianMillis").asString("") + " ms",
          one.path("queueLength").asString(""),
          one.path("costUsd").asString(""),
          one.path("score").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  private static String percent(JsonNode share) {
    return share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "";
  }
}
