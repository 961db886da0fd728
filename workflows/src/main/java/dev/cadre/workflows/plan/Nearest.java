package dev.cadre.workflows.plan;

import java.util.Collection;
import java.util.Optional;

/** The known name that an unknown one was probably meant to be. */
final class Nearest {

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
        int distance = distance(name, candidate);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@code ; did you mean "…"?} or what to do instead. */
  static String hint(String name, Collection<String> known, String otherwise) {
    return to(name, known).map(near -> "did you mean \"" + near + "\"?").orElse(otherwise);
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int above = row[j];
        int change = same(a.charAt(i - 1), b.charAt(j - 1)) ? 0 : 1;
        row[j] = Math.min(diagonal + change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }

  private static boolean same(char a, char b) {
    return Character.toLowerCase(a) == Character.toLowerCase(b);
  }
}
