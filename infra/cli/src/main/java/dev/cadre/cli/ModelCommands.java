package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code tenant model list | add | default | remove}. */
@Command(
    name = "model",
    description = "The models that your tenant pays for itself.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class ModelCommands {

  private static final String MODELS = "/v1/tenant/models";

  private final Surroundings here;

  public ModelCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  @Command(name = "list", description = "All, without keys.", mixinStandardHelpOptions = true)
  int list(@Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode models = client().get(MODELS);
    Table table = new Table("NAME", "PROVIDER", "MODEL", "RPM", "TPM", "DEFAULT", "ADDRESS");
    for (JsonNode model : models.path("items")) {
      table.row(
          model.path("name").asString(""),
          model.path("provider").asString(""),
          model.path("model").asString("(its default)"),
          model.path("rpm").asString(""),
          model.path("tpm").asString(""),
          model.path("isDefault").asBoolean(false) ? "yes" : "",
          model.path("baseUrl").asString("(its provider's)"));
    }
    return here.show(models, json, table::toString);
  }

  @Command(
      name = "add",
      description = "Add one; its provider's key is asked for. Piped, its first line.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME", index = "0") String name,
      @Parameters(paramLabel = "PROVIDER", index = "1", description = "Such as openai.")
          String provider,
      @Option(names = "--model", description = "By default all models of the provider.")
          @Nullable String model,
      @Option(
              names = "--base-url",
              description = "A server of your own, or a proxy; by default the provider's address.")
          @Nullable String baseUrl,
      @Option(names = "--no-key", description = "Ask for no key; with --base-url only.")
          boolean noKey,
      @Option(names = "--rpm", description = "Requests a minute; 60.") @Nullable Integer rpm,
      @Option(names = "--tpm", description = "Tokens a minute; 10,000.") @Nullable Integer tpm,
      @Option(names = "--default", description = "Make it the default.") boolean isDefault,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("provider", provider);
    body.put("model", model);
    body.put("baseUrl", baseUrl);
    body.put("apiKey", noKey ? null : here.secret("API key of " + provider));
    body.put("requestsPerMinute", rpm);
    body.put("tokensPerMinute", tpm);
    body.put("isDefault", isDefault);
    JsonNode made = client().post(MODELS, body);
    return here.show(made, json, () -> "added: " + name + "\n");
  }

  @Command(name = "default", description = "Make one the default.", mixinStandardHelpOptions = true)
  int makeDefault(@Parameters(paramLabel = "NAME") String name) {
    client().post(MODELS + "/" + CadreClient.encode(name) + ":make-default", null);
    here.say("default: " + name);
    return 0;
  }

  @Command(
      name = "remove",
      description = "Delete one and its key. This cannot be undone.",
      mixinStandardHelpOptions = true)
  int remove(@Parameters(paramLabel = "NAME") String name) {
    client().delete(MODELS + "/" + CadreClient.encode(name));
    here.say("removed: " + name);
    return 0;
  }
}
