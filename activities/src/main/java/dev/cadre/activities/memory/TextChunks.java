package dev.cadre.activities.memory;

import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a text into chunks of about 800 characters, none over 1,100: between paragraphs where one
 * ends near enough, else between sentences, else between words. Each begins with about the last 100
 * characters of the one before, so that what lies across a cut is found too.
 */
final class TextChunks {

  static final int LENGTH = 800;
  static final int OVERLAP = 100;
  private static final int SHORTEST = 500;
  static final int LONGEST = 1100;
  private static final Pattern PARAGRAPH_END = Pattern.compile("\\n[ \\t\\r]*\\n");

  private final String text;
  private final BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);

  private TextChunks(String text) {
    this.text = text;
    sentences.setText(text);
  }

  /** At least one; none of them blank. */
  static List<String> of(String text) {
    return new TextChunks(text.strip()).cut();
  }

  private List<String> cut() {
    List<String> chunks = new ArrayList<>();
    int from = 0;
    while (text.length() - from > LONGEST) {
      int to = end(from);
      chunks.add(text.substring(from, to).strip());
      from = afterBlank(overlap(to));
    }
    chunks.add(text.substring(from));
    return chunks;
  }

  private int end(int from) {
    int paragraph = paragraphEnd(from);
    if (paragraph > 0) {
      return paragraph;
    }
    int sentence =
        nearest(from, sentences.preceding(from + LENGTH + 1), sentences.following(from + LENGTH));
    return sentence > 0 ? sentence : wordEnd(from);
  }

  /** The one nearest to the wanted length; 0 when none is near enough. */
  private int paragraphEnd(int from) {
    Matcher ends = PARAGRAPH_END.matcher(text).region(from + SHORTEST, from + LONGEST);
    int best = 0;
    while (ends.find()) {
      best = nearest(from, best, ends.start());
    }
    return best;
  }

  private static int nearest(int from, int a, int b) {
    boolean first = a >= from + SHORTEST;
    boolean second = b >= from + SHORTEST && b <= from + LONGEST;
    if (first && second) {
      int wanted = from + LENGTH;
      return Math.abs(a - wanted) <= Math.abs(b - wanted) ? a : b;
    }
    return first ? a : second ? b : 0;
  }

  private int wordEnd(int from) {
    for (int at = from + LENGTH; at > from + SHORTEST; at--) {
      if (Character.isWhitespace(text.charAt(at))) {
        return at;
      }
    }
    return whole(from + LENGTH);
  }

  /** Where a word begins among the last characters before a cut. */
  private int overlap(int to) {
    for (int at = to - OVERLAP; at < to - 1; at++) {
      if (Character.isWhitespace(text.charAt(at))) {
        return at + 1;
      }
    }
    return whole(to - OVERLAP);
  }

  /** Not between the two halves of a character. */
  private int whole(int at) {
    return Character.isLowSurrogate(text.charAt(at)) ? at - 1 : at;
  }

  private int afterBlank(int at) {
    int from = at;
    while (from < text.length() && Character.isWhitespace(text.charAt(from))) {
      from++;
    }
    return from;
  }
}
