package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code plan submit | validate | dry-run | watch | list | show}, and what {@link SteerCommands}
 * adds.
 */
@Command(
    name = "plan",
    description = "Submit, follow and read plans.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class PlanCommands extends SteerCommands {

  public PlanCommands(Surroundings here) {
    super(here);
  }

  @Command(
      name = "submit",
      description = "Submit a plan from a YAML or JSON file; - reads stdin.",
      mixinStandardHelpOptions = true)
  int submit(
      @Parameters(paramLabel = "FILE", description = "The plan; YAML or JSON.") String file,
      @Option(
              names = "--key",
              description =
                  "Idempotency key: the same key and file give the same plan. By default new.")
          @Nullable String key,
      @Option(names = "--watch", description = "Follow it to its end.") boolean watch,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException, InterruptedException {
    PlanFile plan = PlanFile.read(file);
    CadreClient client = here.client(Door.Role.REQUESTER);
    JsonNode answer = client.submit(plan, key == null ? UUID.randomUUID().toString() : key);
    String id = answer.path("id").asString("");
    if (json) {
      print(answer);
    } else {
      here.out().println(id + "  " + answer.path("status").asString(""));
      warn(answer);
      here.out().flush();
    }
    return watch ? follow(client, id) : 0;
  }

  @Command(
      name = "validate",
      description = "Check a plan without running it; exits with 3 if it has problems.",
      mixinStandardHelpOptions = true)
  int validate(
      @Parameters(paramLabel = "FILE", description = "The plan; YAML or JSON.") String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode verdict = here.client(Door.Role.REQUESTER).validate(PlanFile.read(file));
    boolean valid = verdict.path("valid").asBoolean(false);
    if (json) {
      print(verdict);
    } else {
      here.out().println(valid ? "valid" : "not valid");
      Refused.items(verdict).forEach(item -> here.out().println(item.line()));
      warn(verdict);
      here.out().flush();
    }
    return valid ? 0 : CommandErrors.REFUSED;
  }

  private void warn(JsonNode answer) {
    for (JsonNode warning : answer.path("warnings")) {
      here.out()
          .println(
              "warning: "
                  + warning.path("pointer").asString("")
                  + ": "
                  + warning.path("message").asString(""));
    }
  }

  @Command(
      name = "dry-run",
      description =
          "Try a plan with outputs that are said or made up: no provider, no cost; exits with 1"
              + " if the plan would not complete.",
      mixinStandardHelpOptions = true)
  int dryRun(
      @Parameters(paramLabel = "FILE", description = "The plan; YAML or JSON.") String file,
      @Mixin DryRunOptions said,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode end = here.client(Door.Role.REQUESTER).dryRun(said.body().of(PlanFile.read(file)));
    if (json) {
      print(end);
    } else {
      here.out().println(DryRunText.of(end));
      here.out().flush();
    }
    return end.path("status").asString("").equals("COMPLETED") ? 0 : CommandErrors.NOT_COMPLETED;
  }

  @Command(
      name = "watch",
      description = "Follow a plan to its end; exits with 0 if it completes.",
      mixinStandardHelpOptions = true)
  int watch(@Parameters(paramLabel = "ID", description = "The plan's id.") String id)
      throws InterruptedException {
    return follow(here.client(Door.Role.REQUESTER), id);
  }

  private int follow(CadreClient client, String id) throws InterruptedException {
    PlanWatch watch =
        new PlanWatch(
            client,
            here.out(),
            (plan, gate) -> {
              here.out().println("           see it:     ./cadre gate show " + gate);
              here.out().println("           decide it:  ./cadre gate decide " + gate + " GO");
              here.out().flush();
            });
    String status = watch.follow(CadreClient.encode(id));
    here.out().println(id + "  " + status);
    here.out().flush();
    return status.equals("COMPLETED") ? 0 : CommandErrors.NOT_COMPLETED;
  }

  @Command(name = "list", description = "Plans, the newest first.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--status", defaultValue = "") String status,
      @Option(names = "--label", defaultValue = "") String label,
      @Option(names = "--limit", defaultValue = "20") int limit,
      @Option(names = "--cursor", defaultValue = "") String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("status", status);
    parameters.put("label", label);
    parameters.put("limit", Integer.toString(limit));
    parameters.put("cursor", cursor);
    JsonNode page = here.client(Door.Role.REQUESTER).list(PLANS, parameters);
    if (json) {
      print(page);
      return 0;
    }
    Table table = new Table("ID", "STATUS", "NAME", "CREATED");
    for (JsonNode plan : page.path("items")) {
      table.row(
          plan.path("id").asString(""),
          plan.path("status").asString(""),
          plan.path("name").asString(""),
          plan.path("createdAt").asString(""));
    }
    here.out().print(table.isEmpty() ? "No plans.\n" : table.toString());
    String next = page.path("next").asString("");
    if (!next.isEmpty()) {
      here.out().println("More: ./cadre plan list --cursor " + next);
    }
    here.out().flush();
    return 0;
  }

  @Command(
      name = "show",
      description = "A plan, its steps, their attempts and its result.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID", description = "The plan's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    CadreClient client = here.client(Door.Role.REQUESTER);
    String path = PLANS + "/" + CadreClient.encode(id);
    JsonNode plan = client.get(path);
    JsonNode steps = client.get(path + "/steps");
    boolean completed = plan.path("status").asString("").equals("COMPLETED");
    if (json) {
      Map<String, JsonNode> whole = new LinkedHashMap<>(Map.of("plan", plan, "steps", steps));
      if (completed) {
        whole.put("result", client.get(path + "/result"));
      }
      print(CadreClient.MAPPER.valueToTree(whole));
      return 0;
    }
    new PlanText(client, here.out()).print(path, plan, steps);
    if (completed) {
      here.out().println("\nresult:\n" + Texts.body(Texts.result(client.get(path + "/result"))));
    }
    here.out().flush();
    return 0;
  }
}
