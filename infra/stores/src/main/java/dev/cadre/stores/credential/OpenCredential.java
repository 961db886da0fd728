package dev.cadre.stores.credential;

import dev.cadre.workflows.credential.CredentialKind;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A credential in clear: for one call, kept nowhere. */
public record OpenCredential(
    String name, CredentialKind kind, int version, Map<String, Object> fields) {

  public OpenCredential {
    fields = Map.copyOf(fields);
  }

  /** A field that must be there. */
  public String text(String field) {
    return String.valueOf(fields.get(field));
  }

  /** A field that may be absent. */
  public @Nullable String textOrNull(String field) {
    return fields.get(field) instanceof String text ? text : null;
  }

  /** A list; empty where it is absent. */
  public List<String> texts(String field) {
    return fields.get(field) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  @Override
  public String toString() {
    return "OpenCredential[" + name + ", " + kind + ", " + version + "]";
  }
}
