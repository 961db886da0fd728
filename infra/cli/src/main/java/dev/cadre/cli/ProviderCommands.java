package dev.cadre.cli;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code provider list | test | lift | limit}: for those who operate the installation. */
@Command(
    name = "provider",
    description = "Whether providers answer and what they cost; if your tenant operates.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ProviderCommands {

  private static final String PROVIDERS = "/v1/providers";
  private static final int WRONG = 2;

  private final Surroundings here;

  public ProviderCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  private static String path(String provider) {
    return PROVIDERS + "/" + CadreClient.encode(provider);
  }

  @Command(
      name = "list",
      description = "All; USD of this month, with the installation's keys.",
      mixinStandardHelpOptions = true)
  int list(@Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode providers = client().get(PROVIDERS);
    Table table =
        new Table(
            "PROVIDER", "DIALECT", "CALLABLE", "OWN KEYS", "LIMIT", "SPENT", "RESTS", "LAST TEST");
    for (JsonNode provider : providers.path("items")) {
      JsonNode test = provider.path("lastTest");
      table.row(
          provider.path("name").asString(""),
          provider.path("dialect").asString(""),
          provider.path("callable").asBoolean(false) ? "yes" : "no",
          provider.path("ownKeys").asBoolean(false) ? "yes" : "no",
          provider.path("monthlyLimitUsd").asString("none"),
          provider.path("spentUsd").asString(""),
          rests(provider.path("rests")),
          test.isObject()
              ? test.path("outcome").asString("") + " " + test.path("at").asString("")
              : "never");
    }
    return here.show(providers, json, table::toString);
  }

  /** What rests, of which key, why and till when; "no" where nothing does. */
  private static String rests(JsonNode rests) {
    String all =
        rests
            .valueStream()
            .map(rest ->
                Stream.of("what", "model", "configuration", "category", "until")
                    .map(name -> rest.path(name).asString(""))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.joining(" ")))
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? "no" : all;
  }

  @Command(
      name = "lift",
      description = "End what rests there after a failure; the next call decides.",
      mixinStandardHelpOptions = true)
  int lift(@Parameters(paramLabel = "PROVIDER") String provider) {
    client().post(path(provider) + ":lift", null);
    here.say(provider + ": the next call goes through");
    return 0;
  }

  @Command(
      name = "test",
      description = "Have a worker make one real, tiny call, even to what rests.",
      mixinStandardHelpOptions = true)
  int test(@Parameters(paramLabel = "PROVIDER") String provider) throws InterruptedException {
    CadreClient client = client();
    String plan = client.post(path(provider) + ":test", null).path("id").asString("");
    String status = new PlanWatch(client, here.out(), (_, _) -> {}).follow(plan);
    if (status.equals("COMPLETED")) {
      here.say(provider + ": answers");
      return 0;
    }
    here.say(provider + ": " + outcome(client, provider));
    return 1;
  }

  /** What came of the last test; the category of a failure tells what to do. */
  private static String outcome(CadreClient client, String provider) {
    return client
        .get(PROVIDERS)
        .path("items")
        .valueStream()
        .filter(item -> item.path("name").asString("").equals(provider))
        .map(item -> item.path("lastTest").path("outcome").asString("NOT_CALLED"))
        .findFirst()
        .orElse("NOT_CALLED");
  }

  @Command(
      name = "limit",
      description = "Limit what a month may cost there.",
      mixinStandardHelpOptions = true)
  int limit(
      @Parameters(paramLabel = "PROVIDER", index = "0") String provider,
      @Parameters(paramLabel = "USD", index = "1", arity = "0..1") @Nullable String usd,
      @Option(names = "--none", description = "Take the limit away.") boolean none) {
    if (none == (usd != null)) {
      here.say("Give an amount in USD, or --none.");
      return WRONG;
    }
    JsonNode now =
        usd == null
            ? client().delete(path(provider) + "/limit")
            : client().replace(path(provider) + "/limit", Map.of("usd", usd));
    here.say(
        provider
            + ": "
            + now.path("monthlyLimitUsd").asString("no limit")
            + ", spent "
            + now.path("spentUsd").asString(""));
    return 0;
  }
}
