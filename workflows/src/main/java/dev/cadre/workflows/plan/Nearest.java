package dev.cadre.workflows.plan;

import java.util.Collection;
import java.util.Optional;

/** The known name that an unknown one was probably meant to be. */
public final class Nearest {

  private static final int LONGEST = 64;

  private Nearest() {}

  /** The nearest of the names, if one is near enough; ties go to the first. */
  static Optional<String> to(String name, Collection<String> known) {
    if (name.length() > LONGEST) {
      return Optional.empty();
    }
    int best = Math.max(1, name.length() / 3) + 1;
    String nearest = null;
    for (String candidate : known) {
      if (Math.abs(candidate.length() - name.length()) < best) {
        int distance = distance(name, candidate, best);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@code did you mean "…"?} or what to do instead. */
  public static String hint(String name, Collection<String> known, String otherwise) {
    return to(name, known).map(near -> "did you mean \"" + near + "\"?").orElse(otherwise);
  }

  /** The number of changes; where that is not under the limit, any number that is not either. */
  private static int distance(String a, String b, int limit) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      // Further from the diagonal than the limit every way is too long.
      int first = Math.max(1, i - limit);
      int last = Math.min(b.length(), i + limit);
      if (next(row, a.charAt(i - 1), b, first, last) >= limit) {
        return limit;
      }
    }
    return row[b.length()];
  }

  /** Turns a row of the table into the next, between two columns; returns the least in it. */
  private static int next(int[] row, char c, String b, int first, int last) {
    int diagonal = row[first - 1];
    row[first - 1]++;
    int least = row[first - 1];
    for (int j = first; j <= last; j++) {
      int above = row[j];
      int change = same(c, b.charAt(j - 1)) ? 0 : 1;
      row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
      least = Math.min(least, row[j]);
      diagonal = above;
    }
    return least;
  }

  private static boolean same(char a, char b) {
    return a == b || Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
