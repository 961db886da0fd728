package dev.cadre.activities.step;

import java.util.List;
import java.util.regex.Pattern;

/** Whether a text holds a table in Markdown: a row of titles, one of dashes, and rows below. */
final class MarkdownTable {

  /** What a model is told, behind its agent's instructions. */
  static final String ASK = "\n\nYour answer holds a Markdown table.";

  /** What is wrong with an answer that holds none; a model can mend it. */
  static final String NONE =
      "The answer holds no Markdown table: write a row of titles between |, below it a row of |---|"
          + " with as many cells, then the rows.";

  private static final Pattern DASHES =
      Pattern.compile("\\|?\\s*:?-+:?\\s*(\\|\\s*:?-+:?\\s*)*\\|?");

  private static final Pattern ESCAPED = Pattern.compile("\\\\\\|");

  private MarkdownTable() {}

  /** Whether there is one. */
  static boolean in(String text) {
    List<String> lines = text.lines().map(String::strip).toList();
    for (int i = 1; i < lines.size(); i++) {
      String dashes = lines.get(i);
      String titles = lines.get(i - 1);
      if (dashes.contains("|")
          && titles.contains("|")
          && DASHES.matcher(dashes).matches()
          && cells(titles) == cells(dashes)) {
        return true;
      }
    }
    return false;
  }

  private static int cells(String row) {
    String bare = ESCAPED.matcher(row).replaceAll("").replaceAll("^\\||\\|$", "");
    return bare.split("\\|", -1).length;
  }
}
