package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/**
 * {@code tenant show | change | permits | models | … } and, for operators, {@code add | list | …}.
 */
@Command(
    name = "tenant",
    description = "Manage your tenant; and all tenants, if yours operates the installation.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class TenantCommands {

  private static final String OWN = "/v1/tenant";
  private static final String ALL = "/v1/tenants";

  private final Surroundings here;

  public TenantCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  @Command(
      name = "show",
      description = "Your tenant, or one by its id.",
      mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "ID", defaultValue = "") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode tenant = client().get(id.isEmpty() ? OWN : ALL + "/" + CadreClient.encode(id));
    return here.show(tenant, json, () -> text(tenant));
  }

  private static String text(JsonNode tenant) {
    Table table = new Table("NAME", tenant.path("name").asString(""));
    for (String field :
        List.of("id", "domain", "status", "planTier", "region", "timeZone", "permits")) {
      table.row(field, tenant.path(field).asString(""));
    }
    table.row("privacy", Boolean.toString(tenant.path("privacy").asBoolean(false)));
    table.row(
        "assertedDecisions", Boolean.toString(tenant.path("assertedDecisions").asBoolean(false)));
    JsonNode budget = tenant.path("monthlyBudget");
    table.row(
        "monthlyBudget",
        budget.isObject()
            ? budget.path("amount").asString("") + " " + budget.path("currency").asString("")
            : "none");
    return table.toString();
  }

  @Command(
      name = "change",
      description = "Change your tenant's settings; what is not named stays.",
      mixinStandardHelpOptions = true)
  int change(
      @Option(names = "--name") @Nullable String name,
      @Option(names = "--time-zone", description = "Such as Europe/Paris.") @Nullable String zone,
      @Option(names = "--privacy", description = "true or false.") @Nullable Boolean privacy,
      @Option(
              names = "--asserted-decisions",
              description = "Whether decisions by plain Temporal signal count: true or false.")
          @Nullable Boolean asserted,
      @Option(names = "--monthly-budget", description = "In USD, such as 250.00.")
          @Nullable String budget,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("timeZone", zone);
    body.put("privacy", privacy);
    body.put("assertedDecisions", asserted);
    body.put("monthlyBudgetUsd", budget);
    JsonNode tenant = client().change(OWN, body);
    return here.show(tenant, json, () -> text(tenant));
  }

  @Command(
      name = "permits",
      description = "Which agents and tools your tenant may use; with options, replace them.",
      mixinStandardHelpOptions = true)
  int permits(
      @Option(names = "--agents", split = ",", arity = "0..1", description = "With commas.")
          @Nullable List<String> agents,
      @Option(names = "--tools", split = ",", arity = "0..1", description = "With commas.")
          @Nullable List<String> tools,
      @Option(names = "--all", description = "All of the catalogue.") boolean all,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    if (!all) {
      body.put("agents", agents);
      body.put("tools", tools);
    }
    JsonNode permits =
        all || agents != null || tools != null
            ? client().replace(OWN + "/permits", body)
            : client().get(OWN + "/permits");
    return here.show(
        permits,
        json,
        () ->
            permits.path("all").asBoolean(false)
                ? "every agent and tool of the catalogue\n"
                : "agents  "
                    + permits.path("agents")
                    + "\ntools   "
                    + permits.path("tools")
                    + "\n");
  }

  @Command(
      name = "key",
      description = "Where your tenant's own key stands; with --rotate give it a new version.",
      mixinStandardHelpOptions = true)
  int key(
      @Option(names = "--rotate", description = "Make a new version; data keys follow by the hour.")
          boolean rotate,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode key = rotate ? client().post(OWN + "/key:rotate", null) : client().get(OWN + "/key");
    Table table = new Table("VERSION", key.path("version").asString(""));
    table.row("age in days", key.path("ageDays").asString(""));
    table.row("opens from version", key.path("opens").asString(""));
    table.row("data keys by version", key.path("dataKeys").toString());
    table.row("to be wrapped anew", key.path("behind").asString(""));
    return here.show(key, json, table::toString);
  }

  @Command(
      name = "add",
      description = "Make a tenant from a file with its admin, models and permits.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "FILE", description = "JSON or YAML; - is the standard input.")
          String file,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    JsonNode made = client().postFile(ALL, PlanFile.read(file));
    return here.show(
        made,
        json,
        () ->
            text(made.path("tenant"))
                + "\nThe API key of "
                + made.path("admin").asString("")
                + ", not kept and not shown again:\n"
                + made.path("adminKey").asString("")
                + "\n");
  }

  @Command(
      name = "list",
      description = "All tenants, newest first.",
      mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page = client().list(ALL, Map.of("cursor", cursor));
    Table table = new Table("ID", "NAME", "DOMAIN", "STATUS", "TIER", "REGION");
    for (JsonNode tenant : page.path("items")) {
      table.row(
          tenant.path("id").asString(""),
          tenant.path("name").asString(""),
          tenant.path("domain").asString(""),
          tenant.path("status").asString("").toLowerCase(Locale.ROOT),
          tenant.path("planTier").asString(""),
          tenant.path("region").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  @Command(
      name = "suspend",
      description = "Let a tenant start nothing more, till `activate`.",
      mixinStandardHelpOptions = true)
  int suspend(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--dry-run", description = "Only say what it would stop.") boolean dry,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return dry
        ? here.impact(client().get(ALL + "/" + CadreClient.encode(id) + "/impact"), json)
        : order(id, "suspend", json);
  }

  @Command(
      name = "close",
      description = "Let a tenant take no new plans, till `activate`.",
      mixinStandardHelpOptions = true)
  int close(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return order(id, "close", json);
  }

  @Command(
      name = "activate",
      description = "Let a suspended or closing tenant go on.",
      mixinStandardHelpOptions = true)
  int activate(
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return order(id, "activate", json);
  }

  private int order(String id, String order, boolean json) {
    JsonNode tenant = client().post(ALL + "/" + CadreClient.encode(id) + ":" + order, null);
    return here.show(tenant, json, () -> text(tenant));
  }
}
