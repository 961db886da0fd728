package dev.cadre.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The body of a dry run: a plan as it was written, and beside it what the world answers. */
final class DryRunBody {

  private final Map<String, Map<String, JsonNode>> fields = new LinkedHashMap<>();

  /**
   * Adds what is said, each as {@code name=value}.
   *
   * @param field of the body
   * @throws IOException with a sentence, when one cannot be read
   */
  DryRunBody with(String field, List<String> said) throws IOException {
    if (!said.isEmpty()) {
      fields
          .computeIfAbsent(field, _ -> new LinkedHashMap<>())
          .putAll(values(field, said, _ -> false));
    }
    return this;
  }

  /**
   * What is said, each as {@code name=value}.
   *
   * @param field for which it is said
   * @param text whether the value of a name is a text, whatever it looks like
   * @throws IOException with a sentence, when one cannot be read
   */
  static Map<String, JsonNode> values(String field, List<String> said, Predicate<String> text)
      throws IOException {
    Map<String, JsonNode> values = new LinkedHashMap<>();
    for (String each : said) {
      String name = name(field, each);
      values.put(
          name,
          text.test(name)
              ? JsonNodeFactory.instance.stringNode(each.substring(name.length() + 1))
              : value(each));
    }
    return values;
  }

  /** The same, where one name may stand several times: its values in order. */
  DryRunBody withLists(String field, List<String> said) throws IOException {
    for (String each : said) {
      fields
          .computeIfAbsent(field, _ -> new LinkedHashMap<>())
          .computeIfAbsent(name(field, each), _ -> JsonNodeFactory.instance.arrayNode())
          .asArray()
          .add(value(each));
    }
    return this;
  }

  private static String name(String field, String said) throws IOException {
    int end = said.indexOf('=');
    if (end < 1) {
      throw new IOException(
          "`" + said + "` says nothing for `" + field + "`; write it as name=value.");
    }
    return said.substring(0, end);
  }

  /** JSON where it is some, else a text. */
  private static JsonNode value(String said) throws IOException {
    String text = said.substring(said.indexOf('=') + 1);
    try {
      return CadreClient.MAPPER.readTree(text);
    } catch (JacksonException e) {
      if (text.matches("(?s)\\s*[\\[{\"].*")) {
        throw new IOException(
            "`" + said + "` begins like JSON and is none; mend it, or begin the text otherwise.",
            e);
      }
      return JsonNodeFactory.instance.stringNode(text);
    }
  }

  /** Of this plan; no word of it is changed. */
  PlanFile of(PlanFile plan) {
    boolean json = plan.mediaType().endsWith("json");
    String rest =
        fields.entrySet().stream()
            .map(field ->
                CadreClient.MAPPER.writeValueAsString(field.getKey())
                    + ": "
                    + CadreClient.MAPPER.writeValueAsString(field.getValue()))
            .collect(Collectors.joining(json ? ", " : "\n"));
    return json
        ? new PlanFile(
            "{\"plan\": " + plan.body() + (rest.isEmpty() ? "" : ",\n" + rest) + "}",
            plan.mediaType())
        : PlanFile.yaml("plan:\n" + indented(plan.body()) + rest + "\n");
  }

  /** In YAML that is all it takes to put a document into another. */
  private static String indented(String body) {
    return body.replaceFirst("^\uFEFF", "")
        .replaceFirst("(?s)^((#[^\n]*|\\s*)\n)*---[ \t]*\r?\n", "")
        .lines()
        .takeWhile(line -> !line.equals("..."))
        .map(line -> line.isBlank() ? line + "\n" : "  " + line + "\n")
        .collect(Collectors.joining());
  }
}
