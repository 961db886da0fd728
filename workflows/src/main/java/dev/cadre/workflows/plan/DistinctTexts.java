package dev.cadre.workflows.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a list of strings, all different. */
final class DistinctTexts {

  private final String pointer;
  private final Problems problems;
  private final Set<String> seen = new LinkedHashSet<>();

  private DistinctTexts(String pointer, Problems problems) {
    this.pointer = pointer;
    this.problems = problems;
  }

  /** An item that is no string, or stands twice, is reported and kept as an empty one. */
  static List<String> of(List<?> items, String pointer, Problems problems) {
    var reader = new DistinctTexts(pointer, problems);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      texts.add(reader.text(i, items.get(i)));
    }
    return texts;
  }

  private String text(int place, @Nullable Object item) {
    if (!(item instanceof String text)) {
      return refuse(
          place, Problem.Code.WRONG_TYPE, "This is " + Kinds.of(item) + "; write a string.");
    }
    return seen.add(text)
        ? text
        : refuse(place, Problem.Code.OUT_OF_RANGE, "This stands twice in the list; remove one.");
  }

  private String refuse(int place, Problem.Code code, String message) {
    problems.refuse(code, pointer + "/" + place, message);
    return "";
  }
}
