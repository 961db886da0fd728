package dev.cadre.stores.audit;

import java.util.regex.Pattern;

/** What may stand in an entry. */
final class AuditText {

  /** Not one that is valid to the letter: what a reader would take for one. */
  private static final Pattern ADDRESS = Pattern.compile("[^\\s@]+@[^\\s@]+\\.[^\\s@]+");

  private AuditText() {}

  /**
   * The same text, if it may be kept. Control characters may: they are data.
   *
   * @throws IllegalArgumentException when it is empty, too long, holds what PostgreSQL cannot keep,
   *     or looks like an e-mail address
   */
  static String checked(String what, String text, int longest) {
    if (text.isEmpty() || text.length() > longest) {
      throw new IllegalArgumentException(
          what + " must be 1 to " + longest + " characters, not " + text.length());
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == 0 || loneSurrogate(text, i)) {
        throw new IllegalArgumentException(what + " holds NUL or half a character at " + i);
      }
    }
    if (ADDRESS.matcher(text).find()) {
      throw new IllegalArgumentException(
          what + " looks like an e-mail address; the audit log takes ids and handles");
    }
    return text;
  }

  private static boolean loneSurrogate(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 == text.length() || !Character.isLowSurrogate(text.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(text.charAt(at - 1)));
  }

  /** The same word of a program, if it is one. */
  static String word(String what, String text, Pattern pattern) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException(what + " must match " + pattern);
    }
    return text;
  }
}
