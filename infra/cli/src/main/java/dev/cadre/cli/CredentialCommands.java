package dev.cadre.cli;

import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.credential.CredentialKind.Field;
import dev.cadre.workflows.credential.FieldForm;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code credential kinds | list | show | add | replace | remove | test}. */
@Command(
    name = "credential",
    description = "What your tenant's tools show to whom they call; secrets are never shown.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
public final class CredentialCommands {

  private static final String CREDENTIALS = "/v1/credentials";

  private final Surroundings here;

  public CredentialCommands(Surroundings here) {
    this.here = here;
  }

  private CadreClient client() {
    return here.client(Door.Role.OWNER);
  }

  private static String path(String name) {
    return CREDENTIALS + "/" + CadreClient.encode(name);
  }

  @Command(
      name = "kinds",
      description = "The kinds and their fields.",
      mixinStandardHelpOptions = true)
  int kinds() {
    Table table = new Table("KIND", "FIELDS", "ASKED FOR");
    for (CredentialKind kind : CredentialKind.values()) {
      table.row(kind.wire(), names(kind, false), names(kind, true));
    }
    here.say(table.toString().stripTrailing());
    return 0;
  }

  private static String names(CredentialKind kind, boolean secret) {
    return kind.fields().stream()
        .filter(field -> field.secret() == secret)
        .map(field -> field.required() ? field.name() : "[" + field.name() + "]")
        .collect(Collectors.joining(", "));
  }

  @Command(name = "list", description = "All, by name.", mixinStandardHelpOptions = true)
  int list(
      @Option(names = "--cursor", defaultValue = "", description = "NEXT of the page before.")
          String cursor,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode page = client().list(CREDENTIALS, Map.of("cursor", cursor));
    Table table = new Table("NAME", "KIND", "LAST USED", "LAST TEST", "SETTINGS");
    for (JsonNode one : page.path("items")) {
      table.row(
          one.path("name").asString(""),
          one.path("kind").asString(""),
          one.path("lastUsedAt").asString("never"),
          tested(one),
          one.path("settings").toString());
    }
    return here.show(page, json, () -> table + here.next(page));
  }

  private static String tested(JsonNode one) {
    JsonNode test = one.path("test");
    return test.isObject() ? test.path("passed").asBoolean(false) ? "passed" : "failed" : "";
  }

  @Command(name = "show", description = "One, without secrets.", mixinStandardHelpOptions = true)
  int show(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode one = client().get(path(name));
    return here.show(one, json, () -> text(one));
  }

  private static String text(JsonNode one) {
    Table table = new Table("NAME", one.path("name").asString(""));
    table.row("kind", one.path("kind").asString(""));
    one.path("settings")
        .propertyStream()
        .forEach(field ->
            table.row(
                field.getKey(),
                field.getValue().isString()
                    ? field.getValue().asString("")
                    : field.getValue().toString()));
    table.row("changed", one.path("updatedAt").asString(""));
    table.row("last used", one.path("lastUsedAt").asString("never"));
    JsonNode test = one.path("test");
    table.row(
        "last test",
        test.isObject()
            ? one.path("testedAt").asString("") + ": " + test.path("message").asString("")
            : "none of this version");
    return table.toString();
  }

  @Command(
      name = "add",
      description = "Add one; its secret is asked for. Piped, the first line of the input.",
      mixinStandardHelpOptions = true)
  int add(
      @Parameters(paramLabel = "NAME", index = "0", description = "As tools name it.") String name,
      @Parameters(paramLabel = "KIND", index = "1", description = "See `credential kinds`.")
          String kind,
      @Option(
              names = "--set",
              paramLabel = "FIELD=VALUE",
              description = "A field that is no secret; of several values, with commas.")
          @Nullable Map<String, String> fields,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    Map<String, Object> body = body(name, kind, fields);
    body.put("name", name);
    JsonNode made = client().post(CREDENTIALS, body);
    return here.show(made, json, () -> text(made));
  }

  @Command(
      name = "replace",
      description = "Replace one whole, its secret too, which is asked for.",
      mixinStandardHelpOptions = true)
  int replace(
      @Parameters(paramLabel = "NAME", index = "0") String name,
      @Parameters(paramLabel = "KIND", index = "1", description = "See `credential kinds`.")
          String kind,
      @Option(names = "--set", paramLabel = "FIELD=VALUE", description = "As of `add`.")
          @Nullable Map<String, String> fields,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json)
      throws IOException {
    String version = client().get(path(name)).path("version").asString("");
    JsonNode made = client().replace(path(name), version, body(name, kind, fields));
    return here.show(made, json, () -> text(made));
  }

  /** Fields in the forms that the API takes; what no kind has goes as text, to be refused there. */
  private Map<String, Object> body(String name, String wire, @Nullable Map<String, String> given)
      throws IOException {
    List<Field> known = CredentialKind.of(wire).map(CredentialKind::fields).orElse(List.of());
    Map<String, String> fields = given == null ? Map.of() : given;
    Map<String, Object> values = new LinkedHashMap<>();
    fields.forEach((field, text) ->
        values.put(
            field,
            known.stream()
                .filter(one -> one.name().equals(field))
                .findFirst()
                .map(one -> value(one.form(), text))
                .orElse(text)));
    for (Field field : known) {
      if (field.secret() && (field.required() || fields.containsKey("user"))) {
        values.put(field.name(), here.secret(field.name() + " of " + name));
      }
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("kind", wire);
    body.put("fields", values);
    return body;
  }

  private static Object value(FieldForm form, String text) {
    if (form.several()) {
      return Arrays.stream(text.split(",", -1)).map(String::strip).toList();
    }
    return form == FieldForm.PORT && text.matches("[0-9]{1,9}") ? Integer.valueOf(text) : text;
  }

  @Command(
      name = "remove",
      description = "Delete one; tools that name it cannot be used any more.",
      mixinStandardHelpOptions = true)
  int remove(@Parameters(paramLabel = "NAME") String name) {
    client().delete(path(name));
    here.say("removed: " + name);
    return 0;
  }

  @Command(
      name = "test",
      description = "Have a worker call whom it is for; nothing is sent there.",
      mixinStandardHelpOptions = true)
  int test(
      @Parameters(paramLabel = "NAME") String name,
      @Option(names = "--json", description = "Print the answer as JSON.") boolean json) {
    JsonNode outcome = client().await(path(name) + ":test");
    boolean passed = outcome.path("passed").asBoolean(false);
    here.show(
        outcome,
        json,
        () -> (passed ? "passed: " : "failed: ") + outcome.path("message").asString("") + "\n");
    return passed ? 0 : 1;
  }
}
