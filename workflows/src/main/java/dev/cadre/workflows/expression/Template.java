package dev.cadre.workflows.expression;

import java.util.ArrayList;
import java.util.List;

/**
 * A text with {@code {{ }}} around CEL expressions. Braces and strings inside an expression are
 * understood; everything outside is taken as it is.
 *
 * @param parts in order, without empty ones
 */
public record Template(List<Part> parts) {

  /** Text or an expression. */
  public sealed interface Part {}

  /** Text as it stands. */
  public record Text(String text) implements Part {}

  /** The CEL between two pairs of braces, without the space around it. */
  public record Cel(String cel) implements Part {}

  public Template {
    parts = List.copyOf(parts);
  }

  /**
   * Reads a text.
   *
   * @throws ExpressionException when an expression does not end
   */
  public static Template parse(String text) throws ExpressionException {
    List<Part> parts = new ArrayList<>();
    int from = 0;
    for (int open = text.indexOf("{{"); open >= 0; open = text.indexOf("{{", from)) {
      if (open > from) {
        parts.add(new Text(text.substring(from, open)));
      }
      int close = new TemplateScanner(text, open + 2).end();
      if (close < 0) {
        throw new ExpressionException(
            "The {{ at character " + (open + 1) + " is not closed; write }} after the expression.");
      }
      parts.add(new Cel(text.substring(open + 2, close).strip()));
      from = close + 2;
    }
    if (from < text.length()) {
      parts.add(new Text(text.substring(from)));
    }
    return new Template(parts);
  }

  /** Whether the text is one expression and nothing else, so that its value keeps its type. */
  public boolean whole() {
    return parts.size() == 1 && parts.getFirst() instanceof Cel;
  }

  /** The expressions in order. */
  public List<String> expressions() {
    return parts.stream().filter(Cel.class::isInstance).map(Cel.class::cast).map(Cel::cel).toList();
  }
}
