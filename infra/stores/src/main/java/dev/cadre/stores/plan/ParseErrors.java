package dev.cadre.stores.plan;

import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;

/** A parser's error as one sentence with line and column. */
final class ParseErrors {

  private static final int LONGEST = 200;

  private ParseErrors() {}

  static String explain(JacksonException e) {
    if (e.getCause() instanceof YamlEngineException yaml) {
      return explain(yaml);
    }
    return "The document cannot be parsed"
        + at(e.getLocation())
        + ": "
        + first(e.getOriginalMessage());
  }

  static String explain(YamlEngineException e) {
    if (e instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
      var mark = marked.getProblemMark().get();
      return "The document cannot be parsed"
          + at(mark.getLine() + 1, mark.getColumn() + 1)
          + ": "
          + first(marked.getProblem());
    }
    return "The document cannot be parsed: " + first(e.getMessage());
  }

  static String at(@Nullable TokenStreamLocation place) {
    return place == null || place.getLineNr() < 1 ? "" : at(place.getLineNr(), place.getColumnNr());
  }

  private static String at(int line, int column) {
    return " (line " + line + ", column " + Math.max(1, column) + ")";
  }

  private static String first(@Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("").strip();
    String text = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    return text.endsWith(".") ? text : text + ".";
  }
}
