package dev.cadre.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code key list | add | revoke | rotate}. */
@Command(
    name = "key",
    description = "Manage API keys: yours, or with --account those of others.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class KeyCommands {

  private final Surroundings here;

  public KeyCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  private static String path(String account) {
    return account.isEmpty()
        ? "/v1/me/keys"
        : "/v1/accounts/" + CadreClient.encode(account) + "/keys";
  }

  @Command(name = "list", description = "API keys, newest first.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--account", defaultValue = "", description = "Whose; yours by default.")
          String account,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode keys = client().get(path(account));
    Table table = new Table("ID", "ACCOUNT", "LABEL", "SCOPES", "EXPIRES", "LAST USED", "STATE");
    for (JsonNode key : keys.path("items")) {
      table.row(
          key.path("id").asString(""),
          key.path("account").asString(""),
          key.path("label").asString(""),
          scopes(key),
          key.path("expiresAt").asString("never"),
          key.path("lastUsedAt").asString("never"),
          key.path("revokedAt").asString("").isEmpty() ? "good" : "revoked");
    }
    return here.show(keys, json, table::toString);
  }

  private static String scopes(JsonNode key) {
    return key.path("scopes").isArray()
        ? key.path("scopes").valueStream().map(JsonNode::asString).collect(Collectors.joining(" "))
        : "all";
  }

  @Command(
      name = "add",
      description = "Make an API key and print it, this once.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "LABEL", description = "What it is for.") String label,
      @Option(names = "--account", defaultValue = "", description = "Whose; yours by default.")
          String account,
      @Option(
              names = "--scope",
              split = ",",
              description = "What it gives at most, such as plan:read; by default all.")
          @Nullable List<String> scopes,
      @Option(names = "--expires-in", description = "ISO 8601, such as P90D; by default never.")
          @Nullable String life,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("label", label);
    body.put("scopes", scopes);
    body.put("expiresIn", life);
    return made(client().post(path(account), body), json);
  }

  private int made(JsonNode made, boolean json) {
    return here.show(
        made,
        json,
        () ->
            made.path("secret").asString("")
                + "\nThis is the key; it is not kept and not shown again. Its id is "
                + made.path("key").path("id").asString("")
                + ".\n");
  }

  @Command(
      name = "revoke",
      description = "End an API key now. This cannot be undone.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Parameters(paramLabel = "ID", description = "The key's id.") String id,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode key = client().post("/v1/keys/" + CadreClient.encode(id) + ":revoke", null);
    return here.show(
        key,
        json,
        () ->
            "revoked: "
                + key.path("label").asString("")
                + " of "
                + key.path("account").asString("")
                + "\n");
  }

  @Command(
      name = "rotate",
      description = "Make a key's successor and print it; the old one goes on for a while.",
      mixinStandardHelpOptions = true)
  int rotate(
      @Parameters(paramLabel = "ID", description = "The old key's id.") String id,
      @Option(
              names = "--overlap",
              defaultValue = "P1D",
              description = "How long the old one goes on; P1D by default.")
          String overlap,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return made(
        client().post("/v1/keys/" + CadreClient.encode(id) + ":rotate", Map.of("overlap", overlap)),
        json);
  }
}
