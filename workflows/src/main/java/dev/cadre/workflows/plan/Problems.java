package dev.cadre.workflows.plan;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Problems as they are found, and the places that nothing more is to be said about. */
final class Problems {

  /** More help nobody, and an answer must stay of a readable size. */
  static final int MOST = 1_000;

  private final List<Problem> all = new ArrayList<>();
  private final Set<String> suspects = new HashSet<>();
  private final Predicate<String> worthwhile;

  Problems() {
    this(_ -> true);
  }

  /** Takes only problems whose pointer is worth a report. */
  Problems(Predicate<String> worthwhile) {
    this.worthwhile = worthwhile;
  }

  void add(Problem.Code code, String pointer, String message) {
    if (!worthwhile.test(pointer)) {
      return;
    }
    if (all.size() < MOST) {
      all.add(new Problem(code, pointer, message));
    } else if (all.size() == MOST) {
      all.add(
          new Problem(
              Problem.Code.LIMIT_EXCEEDED,
              "",
              "There are more than " + MOST + " problems; correct these first."));
    }
  }

  /** Reports the value at the pointer, which stands for nothing from here on. */
  void refuse(Problem.Code code, String pointer, String message) {
    add(code, pointer, message);
    suspects.add(pointer);
  }

  /** A field is missing: the problem is its object's. */
  void missing(String object, String field, String message) {
    add(Problem.Code.MISSING_FIELD, object, message);
    suspects.add(object + Pointers.token(field));
  }

  /** Whether the value at the pointer, or one around it, was refused. */
  boolean suspect(String pointer) {
    if (suspects.isEmpty()) {
      return false;
    }
    for (int end = pointer.length(); end > 0; end = pointer.lastIndexOf('/', end - 1)) {
      if (suspects.contains(pointer.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  /** Whether no more are taken. */
  boolean full() {
    return all.size() > MOST;
  }

  List<Problem> list() {
    return List.copyOf(all);
  }
}
