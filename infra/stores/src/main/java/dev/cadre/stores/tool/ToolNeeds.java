package dev.cadre.stores.tool;

import dev.cadre.stores.tool.BaseTypes.BaseType;
import dev.cadre.workflows.credential.CredentialKind;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a tool needs beside its configuration, to work for a tenant. The schema of its base type
 * says it: a property with the keyword {@link #CREDENTIAL} or {@link #COLLECTION} names something
 * that the tenant has to have.
 */
public final class ToolNeeds {

  /** The property names a credential; of one of these kinds, a list. */
  public static final String CREDENTIAL = "x-credential";

  /** Where it is true, the worker has what stands in for the credential, unless it says not. */
  public static final String OPTIONAL = "x-optional";

  /** The property names a collection of documents; true. */
  public static final String COLLECTION = "x-collection";

  private ToolNeeds() {}

  /** The schema of a property that names a credential of one of these kinds. */
  public static Map<String, Object> credential(CredentialKind... kinds) {
    return Map.of(
        "type",
        "string",
        "pattern",
        "^[a-z][a-z0-9-]{0,62}$",
        CREDENTIAL,
        Stream.of(kinds).map(CredentialKind::wire).toList());
  }

  /** The same where the worker may have what stands in for it. */
  public static Map<String, Object> optionalCredential(CredentialKind... kinds) {
    Map<String, Object> property = new LinkedHashMap<>(credential(kinds));
    property.put(OPTIONAL, true);
    return property;
  }

  /** What a configuration names of the tenant's. */
  private record Need(String name, Map<?, ?> schema) {

    List<?> kinds() {
      return schema.get(CREDENTIAL) instanceof List<?> list ? list : List.of();
    }

    boolean optional() {
      return Boolean.TRUE.equals(schema.get(OPTIONAL));
    }
  }

  /** Whether a tool names anything of its tenant's. */
  public static boolean any(ToolSpec tool, BaseType type) {
    return !of(tool, type).isEmpty();
  }

  /**
   * A credential that a tool shows.
   *
   * @param kinds of which it may be
   * @param required whether the tool works without it where the installation has what stands in
   * @param held whether the tenant has it
   */
  public record Integration(
      String tool, String credential, List<String> kinds, boolean required, boolean held) {}

  /** The credentials that a tool shows. */
  public static List<Integration> integrations(
      ToolSpec tool, Collection<BaseType> types, Holdings held) {
    return types.stream()
        .filter(type -> type.name().equals(tool.type()))
        .flatMap(type -> of(tool, type).stream())
        .filter(need -> !need.kinds().isEmpty())
        .map(need ->
            new Integration(
                tool.name(),
                need.name(),
                need.kinds().stream().map(String::valueOf).toList(),
                !need.optional(),
                lack(need, held).isEmpty()))
        .toList();
  }

  /** Why a tool cannot be used by a tenant, with the remedy; empty: it can. */
  public static Optional<String> why(ToolSpec tool, Collection<BaseType> types, Holdings held) {
    return types.stream()
        .filter(type -> type.name().equals(tool.type()))
        .findFirst()
        .flatMap(type -> why(tool, type, held));
  }

  /** The same, where its base type is known. */
  public static Optional<String> why(ToolSpec tool, BaseType type, Holdings held) {
    String missing = type.missing();
    for (Need need : of(tool, type)) {
      Optional<String> lack = lack(need, held);
      if (lack.isEmpty() && need.optional()) {
        missing = null;
      } else if (lack.isPresent() && !(need.optional() && missing == null)) {
        return Optional.of(missing == null ? lack.get() : missing + " Or: " + lack.get());
      }
    }
    return Optional.ofNullable(missing);
  }

  private static List<Need> of(ToolSpec tool, BaseType type) {
    List<Need> needs = new ArrayList<>();
    if (type.config().get("properties") instanceof Map<?, ?> properties) {
      properties.forEach((property, schema) -> {
        @Nullable Object name = tool.config().get(String.valueOf(property));
        if (name instanceof String text
            && schema instanceof Map<?, ?> map
            && (map.containsKey(CREDENTIAL) || map.containsKey(COLLECTION))) {
          needs.add(new Need(text, map));
        }
      });
    }
    return needs;
  }

  private static Optional<String> lack(Need need, Holdings held) {
    if (need.kinds().isEmpty()) {
      return held.collections().contains(need.name())
          ? Optional.empty()
          : Optional.of(
              "Your tenant has no collection of documents `%s`, which this tool searches; make it: ./cadre document make %s."
                  .formatted(need.name(), need.name()));
    }
    CredentialKind kind = held.credentials().get(need.name());
    if (kind == null) {
      return Optional.of(
          "Your tenant has no credential `%s`, which this tool needs; an admin adds it, of the kind %s: ./cadre credential add %s %s."
              .formatted(
                  need.name(),
                  kinds(need),
                  need.name(),
                  need.kinds().size() == 1 ? kinds(need) : "KIND"));
    }
    return need.kinds().contains(kind.wire())
        ? Optional.empty()
        : Optional.of(
            "Your tenant's credential `%s` is of the kind %s, and this tool takes %s; an admin replaces it."
                .formatted(need.name(), kind.wire(), kinds(need)));
  }

  private static String kinds(Need need) {
    return String.join(" or ", need.kinds().stream().map(String::valueOf).toList());
  }
}
