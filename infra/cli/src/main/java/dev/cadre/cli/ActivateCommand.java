package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code agent activate}: sets an agent up, and waits for its test. */
@Command(
    name = "activate",
    description = {
      "Test an agent's connections, and put it to work when all answer.",
      "With --as under a name of your own, for your plans alone; else for the whole tenant."
    },
    mixinStandardHelpOptions = true)
public final class ActivateCommand implements Callable<Integer> {

  static final String PATH = "/v1/activations";

  private static final long LOOK = 500;
  private static final int NOT_DONE = 1;
  private static final int NOT_FOUND = 404;

  private final Surroundings here;

  @Parameters(paramLabel = "NAME", description = "An agent, or a name given with --as.")
  private String agent = "";

  @Option(names = "--as", paramLabel = "NAME", description = "A name of your own.")
  private @Nullable String as;

  @Option(names = "--shared", description = "With --as: for the whole tenant.")
  private boolean shared;

  @Option(names = "--route", split = ",", description = "Targets in order, such as openai,local.")
  private @Nullable List<String> route;

  @Option(names = "--temperature", description = "0 to 2.")
  private @Nullable Double temperature;

  @Option(names = "--limit", paramLabel = "USD", description = "A calendar month.")
  private @Nullable String limit;

  public ActivateCommand(Surroundings here) {
    this.here = here;
  }

  /** The address of one. */
  static String path(String name) {
    return PATH + "/" + CadreClient.encode(name);
  }

  @Override
  public Integer call() throws InterruptedException {
    String name = as == null ? agent : as;
    CadreClient client = here.client(Door.Role.REQUESTER);
    JsonNode standing = standing(client, name);
    boolean everybodys =
        standing == null ? as == null || shared : standing.path("shared").asBoolean(false);
    if (everybodys) {
      client = here.client(Door.Role.OWNER);
    }
    JsonNode now =
        standing == null ? client.post(PATH, made(name)) : changed(client, name, standing);
    switch (now.path("state").asString("")) {
      case "ACTIVE", "TESTING" -> {}
      case "PAUSED" -> {
        here.say(name + " is PAUSED: its limit of this month is reached; raise it with --limit.");
        return NOT_DONE;
      }
      default -> client.post(path(name) + ":activate", null);
    }
    return tested(client, name);
  }

  private Map<String, @Nullable Object> made(String name) {
    Map<String, @Nullable Object> made = settings();
    made.put("agent", agent);
    made.put("name", name);
    made.put("shared", as == null || shared);
    return made;
  }

  private JsonNode changed(CadreClient client, String name, JsonNode standing) {
    Map<String, @Nullable Object> settings = settings();
    settings.values().removeIf(Objects::isNull);
    return settings.isEmpty() ? standing : client.change(path(name), settings);
  }

  private Map<String, @Nullable Object> settings() {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    settings.put("route", route);
    settings.put("temperature", temperature);
    settings.put("monthlyLimitUsd", limit);
    return settings;
  }

  private static @Nullable JsonNode standing(CadreClient client, String name) {
    try {
      return client.get(path(name));
    } catch (Refused e) {
      if (e.status() == NOT_FOUND) {
        return null;
      }
      throw e;
    }
  }

  private int tested(CadreClient client, String name) throws InterruptedException {
    JsonNode read = client.get(path(name));
    if (read.path("state").asString("").equals("TESTING")) {
      here.say("Testing the connections of " + name + " …");
    }
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
}
