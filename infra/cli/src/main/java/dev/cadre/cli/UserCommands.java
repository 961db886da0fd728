package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code user list | show | add | change | disable | enable | password}. */
@Command(
    name = "user",
    description = "Manage the accounts of your tenant, of people and of services.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class UserCommands {

  private static final String ACCOUNTS = "/v1/accounts";

  private final Surroundings here;

  public UserCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  private static String path(String name) {
    return ACCOUNTS + "/" + CadreClient.encode(name);
  }

  @Command(name = "list", description = "Accounts, by name.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--role", defaultValue = "", description = "Only those of a role.")
          String role,
      @Option(names = "--status", defaultValue = "", description = "active or disabled.")
          String status,
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("role", role);
    parameters.put("status", status);
    parameters.put("cursor", cursor);
    JsonNode page = client().list(ACCOUNTS, parameters);
    Table table = new Table("NAME", "KIND", "ROLES", "STATUS", "LAST LOGIN");
    for (JsonNode user : page.path("items")) {
      table.row(
          user.path("name").asString(""),
          user.path("kind").asString("").toLowerCase(Locale.ROOT),
          roles(user),
          user.path("status").asString("").toLowerCase(Locale.ROOT),
          user.path("lastLoginAt").asString(""));
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  private static String roles(JsonNode user) {
    return user.path("roles")
        .valueStream()
        .map(JsonNode::asString)
        .collect(Collectors.joining(" "));
  }

  @Command(name = "show", description = "One account.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode user = client().get(path(name));
    return here.show(user, json, () -> text(user));
  }

  private static String text(JsonNode user) {
    Table table = new Table("NAME", user.path("name").asString(""));
    table.row("kind", user.path("kind").asString("").toLowerCase(Locale.ROOT));
    table.row("roles", roles(user));
    table.row("status", user.path("status").asString("").toLowerCase(Locale.ROOT));
    table.row("full name", user.path("fullName").asString(""));
    table.row("e-mail", user.path("email").asString(""));
    table.row("password", user.path("hasPassword").asBoolean(false) ? "set" : "none");
    table.row("last login", user.path("lastLoginAt").asString("never"));
    return table.toString();
  }

  @Command(
      name = "add",
      description = "Make an account. Without a password it comes in by API keys only.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME") String name,
      @Option(
              names = "--role",
              required = true,
              split = ",",
              description =
                  "owner, admin, operator, reviewer, compliance, member, auditor; several with"
                      + " commas.")
          List<String> roles,
      @Option(names = "--service", description = "A program: API keys, no password.")
          boolean service,
      @Option(names = "--full-name", description = "As people write it.") @Nullable String fullName,
      @Option(names = "--email") @Nullable String email,
      @Option(names = "--password", description = "Ask for a password; piped, its first line.")
          boolean password,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("name", name);
    body.put("kind", service ? "SERVICE" : "PERSON");
    body.put("roles", roles);
    body.put("fullName", fullName == null ? "" : fullName);
    body.put("email", email == null ? "" : email);
    if (password) {
      body.put("password", here.secret("Password for " + name));
    }
    JsonNode user = client().post(ACCOUNTS, body);
    return here.show(
        user,
        json,
        () -> text(user) + "\nAn API key for it: ./cadre key add LABEL --account " + name + "\n");
  }

  @Command(
      name = "change",
      description = "Change an account; what is not named stays.",
      mixinStandardHelpOptions = true)
  int change(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--role", split = ",", description = "Its roles from now on.")
          @Nullable List<String> roles,
      @Option(names = "--full-name") @Nullable String fullName,
      @Option(names = "--email") @Nullable String email,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    body.put("roles", roles);
    body.put("fullName", fullName);
    body.put("email", email);
    return change(name, body, json);
  }

  @Command(
      name = "disable",
      description = "Let an account in no more; its plans call nothing more.",
      mixinStandardHelpOptions = true)
  int disable(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--dry-run", description = "Only say what it would stop.") boolean dry,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return dry
        ? here.impact(client().get(path(name) + "/impact"), json)
        : change(name, Map.of("status", "DISABLED"), json);
  }

  @Command(
      name = "enable",
      description = "Let a disabled account in again.",
      mixinStandardHelpOptions = true)
  int enable(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    return change(name, Map.of("status", "ACTIVE"), json);
  }

  private int change(String name, Map<String, ?> body, boolean json) {
    JsonNode user = client().change(path(name), body);
    return here.show(user, json, () -> text(user));
  }

  @Command(
      name = "password",
      description = "Set an account's password; ends its sessions. Piped, the first line.",
      mixinStandardHelpOptions = true)
  int password(@Parameters(paramLabel = "NAME") String name) throws IOException {
    client()
        .post(
            path(name) + ":set-password", Map.of("password", here.secret("Password for " + name)));
    here.say("The password of " + name + " is set; its sessions are over.");
    return 0;
  }
}
