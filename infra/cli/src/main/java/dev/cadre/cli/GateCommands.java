package dev.cadre.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** {@code gate list | show | decide}. */
@Command(
    name = "gate",
    description = "See and take the decisions that plans wait for.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class GateCommands {

  private final Surroundings here;

  public GateCommands(Surroundings here) {
    this.here = here;
  }

  @Command(
      name = "list",
      description = "Gates, by default the open ones.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--status", defaultValue = "open") String status,
      @Option(names = "--plan", defaultValue = "") String plan,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("status", status);
    parameters.put("plan", plan);
    JsonNode page = here.client(Door.Role.REVIEWER).list(GateFinder.GATES, parameters);
    if (json) {
      print(page);
      return 0;
    }
    Table table = new Table("GATE", "PLAN", "STEP", "TITLE", "DEADLINE");
    for (JsonNode gate : page.path("items")) {
      table.row(
          gate.path("id").asString(""),
          gate.path("plan").asString(""),
          GateText.step(gate),
          gate.path("title").asString(""),
          gate.path("deadline").asString(""));
    }
    here.out().print(table.isEmpty() ? "No gate waits.\n" : table.toString());
    here.out().flush();
    return 0;
  }

  @Command(
      name = "show",
      description = "What a gate shows; a plan's id names its one open gate.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "GATE|PLAN") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode gate = new GateFinder(here.client(Door.Role.REVIEWER)).find(id);
    if (json) {
      print(gate);
    } else {
      here.out().print(GateText.of(gate));
      here.out().flush();
    }
    return 0;
  }

  @Command(
      name = "decide",
      description = "Decide a gate on what it shows now: GO, ADJUST, REDO or REJECT.",
      mixinStandardHelpOptions = true)
  int decide(
      @Parameters(
              paramLabel = "GATE|PLAN",
              index = "0",
              description = "Its id, or that of its plan.")
          String id,
      @Parameters(paramLabel = "DECISION", index = "1", description = "GO, ADJUST, REDO or REJECT.")
          String decision,
      @Option(names = "--comment", description = "What you think; ADJUST needs it or --output.")
          @Nullable String comment,
      @Option(names = "--output", description = "File with the edited output.", paramLabel = "FILE")
          @Nullable Path output,
      @Option(names = "--steps", split = ",", description = "Steps to run again.")
          @Nullable List<String> steps,
      @Option(names = "--digest", description = "Of what you saw; by default what it shows now.")
          @Nullable String digest,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    CadreClient client = here.client(Door.Role.REVIEWER);
    JsonNode gate = new GateFinder(client).find(id);
    if (!json) {
      here.out().print(GateText.of(gate));
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("decision", decision.toUpperCase(Locale.ROOT));
    body.put("digest", digest == null ? gate.path("digest").asString("") : digest);
    if (comment != null) {
      body.put("comment", comment);
    }
    if (output != null) {
      body.put("output", edited(Files.readString(output)));
    }
    if (steps != null && !steps.isEmpty()) {
      body.put("steps", steps);
    }
    JsonNode answer =
        client.post(GateFinder.path(gate.path("id").asString(id)) + "/decisions", body);
    if (json) {
      print(answer);
    } else {
      here.out()
          .println("decided: " + answer.path("decision").asString(decision) + next(gate, answer));
      here.out().flush();
    }
    return 0;
  }

  /** A gate that is sent back opens again as another one. */
  private static String next(JsonNode gate, JsonNode answer) {
    String outcome = answer.path("outcome").asString("");
    return outcome.equals("ADJUSTED") || outcome.equals("REDONE")
        ? "; it opens again under a new id: ./cadre plan watch " + gate.path("plan").asString("")
        : "";
  }

  /** A file that holds a JSON object or list is one; all else is text. */
  private static Object edited(String content) {
    String start = content.stripLeading();
    if (start.startsWith("{") || start.startsWith("[")) {
      try {
        return CadreClient.MAPPER.readTree(content);
      } catch (JacksonException e) {
        return content.strip();
      }
    }
    return content.strip();
  }

  private void print(JsonNode tree) {
    here.out().println(tree.toPrettyString());
    here.out().flush();
  }
}
