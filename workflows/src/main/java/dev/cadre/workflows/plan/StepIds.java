package dev.cadre.workflows.plan;

import java.util.Set;
import java.util.regex.Pattern;

/** What an id of a step may be, so that {@code steps.pick_better.output} is what it looks like. */
final class StepIds {

  private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]{0,63}");
  private static final Set<String> RESERVED =
      Set.of(
          "true",
          "false",
          "null",
          "in",
          "as",
          "break",
          "const",
          "continue",
          "else",
          "for",
          "function",
          "if",
          "import",
          "let",
          "loop",
          "package",
          "namespace",
          "return",
          "var",
          "void",
          "while");

  private StepIds() {}

  static boolean valid(String id) {
    return ID.matcher(id).matches() && !RESERVED.contains(id);
  }

  static String explain(String id) {
    if (RESERVED.contains(id)) {
      return "The id `" + id + "` is a reserved word; choose another, such as " + id + "_step.";
    }
    return "An id is a letter a-z, then at most 63 of a-z, 0-9 and underscore; rename the step.";
  }
}
