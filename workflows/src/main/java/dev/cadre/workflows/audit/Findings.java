package dev.cadre.workflows.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What was noticed so far; a log in ruins is not listed line by line. */
final class Findings {

  private static final int MOST = 100;

  private final List<Finding> wrong = new ArrayList<>();
  private final List<Finding> remarks = new ArrayList<>();
  private long more;

  /** Something is wrong. */
  void add(Finding.Kind kind, @Nullable Long seq, String sentence) {
    if (wrong.size() < MOST) {
      wrong.add(new Finding(kind, seq, sentence));
    } else {
      more++;
    }
  }

  /** Something is worth knowing. */
  void remark(Finding.Kind kind, @Nullable Long seq, String sentence) {
    if (remarks.size() < MOST) {
      remarks.add(new Finding(kind, seq, sentence));
    }
  }

  List<Finding> wrong() {
    if (more > 0) {
      wrong.add(new Finding(Finding.Kind.MORE, null, more + " more findings are not listed."));
      more = 0;
    }
    return wrong;
  }

  List<Finding> remarks() {
    return remarks;
  }
}
