package dev.cadre.api.agent;

import dev.cadre.api.runtime.Fields;
import dev.cadre.stores.agent.OutputFormats;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteGrammar;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an agent that somebody sends. */
final class AgentBody {

  static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{1,39}");
  static final String NAME_IS = "2 to 40 of a-z, 0-9 and dash, a letter first.";

  private static final Pattern FORMAT = Pattern.compile("[a-z][a-z_]{1,39}");

  private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]{1,100}");
  private static final Pattern SENTENCE = Pattern.compile("[^\\p{Cntrl}]{10,200}");
  private static final Pattern WORD = Pattern.compile("[a-z0-9]+(-[a-z0-9]+){0,5}");
  private static final Pattern TEXT = Pattern.compile("(?s)[^\\x00]{20,20000}");
  private static final int SPECIALIST = 2;
  private static final int MOST_TOOLS = 20;

  private AgentBody() {}

  /**
   * Reads.
   *
   * @param name of the address; null where the body names it
   */
  static AgentSpec read(Fields fields, @Nullable String name, Catalogue catalogue) {
    AgentSpec agent = take(fields, name, above -> catalogue.agent(above).isPresent());
    fields.end();
    return agent;
  }

  /**
   * Takes an agent's fields; {@code end} is the caller's.
   *
   * @param known whether there is an agent of a name
   */
  static AgentSpec take(Fields fields, @Nullable String name, Predicate<String> known) {
    String own = own(fields, name);
    return new AgentSpec(
        own,
        1,
        fields.text("title", LINE, "1 to 100 characters, on one line."),
        fields.text("department", WORD, "words of a-z and 0-9, joined by dashes."),
        Objects.requireNonNullElse(fields.number("level", 0, SPECIALIST), SPECIALIST),
        above(fields, own, known),
        fields.text("description", SENTENCE, "10 to 200 characters, on one line."),
        list(
            fields.words(
                "capabilities",
                word -> WORD.matcher(word).matches() ? word : null,
                "a list of words of a-z and 0-9, joined by dashes, each once.")),
        fields.text("instructions", TEXT, "20 to 20,000 characters."),
        route(fields),
        fields.decimal("temperature", 0, 2),
        fields.decimal("quality", 0, 1),
        format(fields, "output"),
        tools(fields));
  }

  /** A body may repeat the name of the address, and what the server itself says of an item. */
  static String own(Fields fields, @Nullable String name) {
    fields.number("version", 1, Integer.MAX_VALUE);
    if (name == null) {
      return fields.text("name", NAME, NAME_IS);
    }
    String repeated = fields.textOrNull("name", NAME, NAME_IS);
    if (repeated != null && !repeated.equals(name)) {
      fields.refuse("name", "A name is never changed; make another one.");
    }
    return name;
  }

  /** One of the output formats; null where none is named. */
  static @Nullable String format(Fields fields, String field) {
    String name = fields.textOrNull(field, FORMAT, "the name of an output format.");
    if (name != null && OutputFormats.of(name).isEmpty()) {
      fields.refuse(
          field,
          "There is no output format `"
              + name
              + "`; name one of "
              + String.join(", ", OutputFormats.names())
              + ".");
    }
    return name;
  }

  private static @Nullable String above(Fields fields, String own, Predicate<String> known) {
    String above = fields.textOrNull("reportsTo", NAME, "the name of an agent.");
    if (above != null && (above.equals(own) || !known.test(above))) {
      fields.refuse("reportsTo", "There is no other agent `" + above + "`; see GET /v1/agents.");
    }
    return above;
  }

  private static List<String> route(Fields fields) {
    Set<String> route =
        fields.words(
            "route",
            target -> RouteGrammar.problem(target).isEmpty() ? target : null,
            "a list of targets, each once: local, provider or provider/model.");
    if (route != null && route.isEmpty()) {
      fields.refuse("route", "Name one target at least, such as local.");
    }
    return route == null ? List.of("local") : List.copyOf(route);
  }

  /** Also of tools that are not there yet: the agent then has one less till somebody adds it. */
  private static List<String> tools(Fields fields) {
    List<String> tools =
        list(
            fields.words(
                "tools",
                tool -> NAME.matcher(tool).matches() ? tool : null,
                "a list of names of tools, the most important first, each once; see GET"
                    + " /v1/tools."));
    if (tools.size() > MOST_TOOLS) {
      fields.refuse("tools", "An agent has at most " + MOST_TOOLS + " tools.");
    }
    return tools;
  }

  private static List<String> list(@Nullable Set<String> words) {
    return words == null ? List.of() : List.copyOf(words);
  }
}
