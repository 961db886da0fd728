package dev.cadre.api.credential;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.credential.NewCredential;
import dev.cadre.workflows.credential.CredentialKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code {name, kind, fields}}; a problem names a field and never its value. */
final class CredentialBody {

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");
  private static final Pattern KIND = Pattern.compile(CredentialKind.names().replace(", ", "|"));

  private CredentialBody() {}

  /**
   * A credential.
   *
   * @param own its name where the path says it, else null
   */
  static NewCredential read(Fields body, @Nullable String own) {
    String name =
        own != null
            ? own
            : body.text(
                "name", NAME, "a small letter, then small letters, digits and -, 63 at most.");
    String wire = body.text("kind", KIND, "one of " + CredentialKind.names() + ".");
    Map<String, Object> given = body.tree("fields");
    Map<String, Object> fields = given == null ? Map.of() : given;
    CredentialKind kind = CredentialKind.of(wire).orElse(CredentialKind.BEARER);
    if (!wire.isEmpty()) {
      check(body, kind, fields);
    }
    body.end();
    return new NewCredential(name, kind, held(kind, fields));
  }

  private static void check(Fields body, CredentialKind kind, Map<String, Object> fields) {
    for (CredentialKind.Field field : kind.fields()) {
      Object value = fields.get(field.name());
      if (value == null ? field.required() : !field.form().fits(value)) {
        body.refuse("fields", "`fields." + field.name() + "` is " + field.form().remedy());
      }
    }
    fields.keySet().stream()
        .filter(name -> kind.fields().stream().noneMatch(field -> field.name().equals(name)))
        .forEach(name ->
            body.refuse(
                "fields",
                "A credential of the kind %s has no field of that name; it has %s."
                    .formatted(kind.wire(), names(kind))));
  }

  private static String names(CredentialKind kind) {
    return kind.fields().stream().map(CredentialKind.Field::name).collect(Collectors.joining(", "));
  }

  /** A field that is null is absent. */
  private static Map<String, Object> held(CredentialKind kind, Map<String, Object> fields) {
    Map<String, Object> held = new LinkedHashMap<>();
    for (CredentialKind.Field field : kind.fields()) {
      Object value = fields.get(field.name());
      if (value != null) {
        held.put(field.name(), value);
      }
    }
    return held;
  }
}
