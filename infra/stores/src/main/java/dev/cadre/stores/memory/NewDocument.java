package dev.cadre.stores.memory;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A document to be added; an {@link IllegalArgumentException} says in a sentence what cannot be.
 *
 * @param id letters, digits and {@code ._:/-}, at most 200; no personal data, it is kept in clear
 * @param title at most 300 characters; null: the text's first line
 * @param source where it comes from, at most 1,000 characters; null: not said
 * @param text text or Markdown, at most 4 MiB
 */
public record NewDocument(String id, @Nullable String title, @Nullable String source, String text) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}");
  private static final Pattern HEADING = Pattern.compile("^[#\\s]+");
  private static final int LONGEST_TITLE = 300;
  private static final int LONGEST_SOURCE = 1000;
  private static final int LONGEST_LINE = 120;
  private static final int MOST_BYTES = 4 * 1024 * 1024;

  public NewDocument {
    check(ID.matcher(id).matches(), "The id is 1 to 200 letters, digits and ._:/- in it.");
    check(!text.isBlank(), "The text is empty.");
    check(
        text.length() <= MOST_BYTES && text.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES,
        "The text is over 4 MiB; cut it into several documents.");
    check(
        title == null || (!title.isBlank() && title.length() <= LONGEST_TITLE),
        "The title is 1 to 300 characters.");
    check(
        source == null || (!source.isBlank() && source.length() <= LONGEST_SOURCE),
        "The source is 1 to 1,000 characters.");
  }

  private static void check(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }

  /** The title, or the first line that stands for it. */
  String shownTitle() {
    if (title != null) {
      return title;
    }
    String line = HEADING.matcher(text).replaceFirst("").lines().findFirst().orElse(id).strip();
    return line.isEmpty() ? id : line.substring(0, Math.min(line.length(), LONGEST_LINE));
  }
}
