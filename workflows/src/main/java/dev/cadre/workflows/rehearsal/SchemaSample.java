package dev.cadre.workflows.rehearsal;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The same small value for the same schema, which it matches: for the usual keywords. */
public final class SchemaSample {

  private static final int DEEPEST = 32;
  private static final int DEFAULT_ITEMS = 2;

  /** Values and characters together; beyond, a sample stays short of what the schema asks. */
  private static final int LARGEST = 20_000;

  private int left = LARGEST;

  private SchemaSample() {}

  /**
   * Makes it.
   *
   * @param schema a plain tree
   * @param word what texts are made of
   */
  public static @Nullable Object of(Map<?, ?> schema, String word) {
    return new SchemaSample().of(schema, word, 0);
  }

  private @Nullable Object of(@Nullable Object given, String word, int depth) {
    left--;
    Map<?, ?> schema = given instanceof Map<?, ?> map ? map : Map.of();
    if (schema.containsKey("const")) {
      return schema.get("const");
    }
    if (schema.get("enum") instanceof List<?> values && !values.isEmpty()) {
      return values.getFirst();
    }
    for (String choice : List.of("anyOf", "oneOf")) {
      if (schema.get(choice) instanceof List<?> list && !list.isEmpty() && depth < DEEPEST) {
        return of(list.getFirst(), word, depth + 1);
      }
    }
    return switch (type(schema)) {
      case "object" -> object(schema, word, depth);
      case "array" -> array(schema, word, depth);
      case "integer" -> whole(schema);
      case "number" -> schema.get("minimum") instanceof Number least ? least.doubleValue() : 0.5;
      case "boolean" -> true;
      case "null" -> null;
      default -> text(schema, word);
    };
  }

  private static String type(Map<?, ?> schema) {
    return switch (schema.get("type")) {
      case String type -> type;
      case List<?> types when !types.isEmpty() -> String.valueOf(types.getFirst());
      case null, default -> schema.containsKey("properties") ? "object" : "string";
    };
  }

  private Map<String, @Nullable Object> object(Map<?, ?> schema, String word, int depth) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    if (depth < DEEPEST && schema.get("properties") instanceof Map<?, ?> properties) {
      properties.forEach((name, of) -> {
        if (left > 0) {
          object.put(String.valueOf(name), of(of, word, depth + 1));
        }
      });
    }
    if (schema.get("required") instanceof List<?> required) {
      required.stream()
          .map(String::valueOf)
          .filter(name -> !object.containsKey(name))
          .forEach(name -> object.put(name, word));
    }
    return object;
  }

  private List<@Nullable Object> array(Map<?, ?> schema, String word, int depth) {
    List<@Nullable Object> list = new ArrayList<>();
    int least = Math.max(1, number(schema, "minItems", DEFAULT_ITEMS));
    int count = depth < DEEPEST ? Math.min(least, number(schema, "maxItems", least)) : 0;
    for (int i = 1; i <= count && left > 0; i++) {
      list.add(of(schema.get("items"), word + " " + i, depth + 1));
    }
    return list;
  }

  private static long whole(Map<?, ?> schema) {
    if (schema.get("minimum") instanceof Number least) {
      return (long) Math.ceil(least.doubleValue());
    }
    return schema.get("maximum") instanceof Number most ? Math.min(1, most.longValue()) : 1;
  }

  private String text(Map<?, ?> schema, String word) {
    int missing = number(schema, "minLength", 0) - word.length();
    String padded = word + "-".repeat(Math.clamp(missing, 0, Math.max(0, left)));
    left -= padded.length();
    int most = number(schema, "maxLength", Integer.MAX_VALUE);
    return padded.length() <= most ? padded : padded.substring(0, most);
  }

  private static int number(Map<?, ?> schema, String name, int otherwise) {
    return schema.get(name) instanceof Number number
        ? Math.clamp(number.longValue(), 0, Integer.MAX_VALUE)
        : otherwise;
  }
}
