package dev.cadre.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code plan cancel | pause | resume | retry | redo | signal}. */
public abstract class SteerCommands {

  static final String PLANS = "/v1/plans";

  final Surroundings here;

  SteerCommands(Surroundings here) {
    this.here = here;
  }

  @Command(name = "cancel", description = "Cancel a plan.", mixinStandardHelpOptions = true)
  public int cancel(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return steer(id, "cancel", json);
  }

  @Command(
      name = "pause",
      description = "Pause a plan: running attempts finish, nothing new starts.",
      mixinStandardHelpOptions = true)
  public int pause(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return steer(id, "pause", json);
  }

  @Command(
      name = "resume",
      description = "Let a paused plan go on.",
      mixinStandardHelpOptions = true)
  public int resume(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return steer(id, "resume", json);
  }

  @Command(
      name = "retry",
      description = "Run a failed plan again from where it failed; results are kept.",
      mixinStandardHelpOptions = true)
  public int retry(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode plan = here.client(Door.Role.REQUESTER).again(id, "retry", null);
    return ordered(plan, id, "retry", json);
  }

  @Command(
      name = "redo",
      description = "Do a plan again as a new plan, from a step or with another input.",
      mixinStandardHelpOptions = true)
  public int redo(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--from", description = "The first step that runs anew.")
          @Nullable String from,
      @Option(names = "--input", paramLabel = "JSON", description = "Another input, a JSON file.")
          @Nullable Path input,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    ObjectNode body = CadreClient.MAPPER.createObjectNode();
    if (from != null) {
      body.put("from", from);
    }
    if (input != null) {
      body.set("input", json(input));
    }
    JsonNode plan = here.client(Door.Role.REQUESTER).again(id, "redo", body);
    String answered = plan.path("id").asString("");
    return told(plan, json, answered + "  " + status(plan) + ", does " + id + " again");
  }

  @Command(
      name = "signal",
      description = "Tell a plan what one of its wait steps waits for.",
      mixinStandardHelpOptions = true)
  public int signal(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Parameters(paramLabel = "NAME", description = "The signal that the step names.") String name,
      @Option(
              names = "--payload",
              paramLabel = "JSON|@FILE",
              description = "What the signal carries: JSON, or a file of JSON behind an @.")
          @Nullable String payload,
      @Option(
              names = "--key",
              description = "Idempotency key: the same key counts once. By default new.")
          @Nullable String key,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode plan =
        here.client(Door.Role.REQUESTER)
            .signal(id, name, payload(payload), key == null ? UUID.randomUUID().toString() : key);
    String answered = plan.path("id").asString(id);
    return told(plan, json, answered + "  signal " + name + " taken, now " + status(plan));
  }

  private static @Nullable JsonNode payload(@Nullable String text) throws IOException {
    if (text == null) {
      return null;
    }
    return text.startsWith("@") ? json(Path.of(text.substring(1))) : json("--payload", text);
  }

  private static JsonNode json(Path file) throws IOException {
    return json(file.toString(), Files.readString(file));
  }

  private static JsonNode json(String where, String text) throws IOException {
    try {
      return CadreClient.MAPPER.readTree(text);
    } catch (JacksonException e) {
      TokenStreamLocation at = e.getLocation();
      String place =
          at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      throw new IOException(where + " holds no JSON" + place, e);
    }
  }

  private int steer(String id, String order, boolean json) {
    JsonNode plan =
        here.client(Door.Role.REQUESTER)
            .post(PLANS + "/" + CadreClient.encode(id) + ":" + order, null);
    return ordered(plan, id, order, json);
  }

  private int ordered(JsonNode plan, String id, String order, boolean json) {
    String answered = plan.path("id").asString(id);
    return told(plan, json, answered + "  " + order + " ordered, now " + status(plan));
  }

  private static String status(JsonNode plan) {
    return plan.path("status").asString("");
  }

  private int told(JsonNode plan, boolean json, String sentence) {
    if (json) {
      print(plan);
    } else {
      here.out().println(sentence);
      here.out().flush();
    }
    return 0;
  }

  final void print(JsonNode tree) {
    here.out().println(tree.toPrettyString());
    here.out().flush();
  }
}
