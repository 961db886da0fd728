package dev.cadre.workflows.expression;

/** Finds the {@code }}} that ends an expression: not one in a string, in a comment or of a map. */
final class TemplateScanner {

  private final String text;
  private int at;

  TemplateScanner(String text, int from) {
    this.text = text;
    this.at = from;
  }

  /** The index of the closing braces, or -1. */
  int end() {
    int depth = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case '"', '\'' -> string(c);
        case '{' -> depth++;
        case '}' -> {
          if (depth == 0) {
            if (text.startsWith("}}", at)) {
              return at;
            }
          } else {
            depth--;
          }
        }
        case '/' -> comment();
        default -> {}
      }
      at++;
    }
    return -1;
  }

  private void comment() {
    if (text.startsWith("//", at)) {
      int line = text.indexOf('\n', at);
      at = line < 0 ? text.length() : line;
    }
  }

  /** Moves to the last character of the string that begins here. */
  private void string(char quote) {
    boolean raw = raw();
    String end = String.valueOf(quote).repeat(3);
    if (text.startsWith(end, at)) {
      at += 3;
    } else {
      end = String.valueOf(quote);
      at++;
    }
    while (at < text.length() && !text.startsWith(end, at)) {
      at += !raw && text.charAt(at) == '\\' ? 2 : 1;
    }
    at += end.length() - 1;
  }

  /** Whether {@code r}, alone or with the {@code b} of bytes, stands before the quote. */
  private boolean raw() {
    int start = at;
    while (start > 0 && "rRbB".indexOf(text.charAt(start - 1)) >= 0) {
      start--;
    }
    boolean word = start > 0 && Character.isJavaIdentifierPart(text.charAt(start - 1));
    return !word && text.substring(start, at).toLowerCase(java.util.Locale.ROOT).contains("r");
  }
}
