package dev.cadre.workflows.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which steps a step may name, and what to do about one that it may not. */
final class Visibility {

  /** Guessing what was meant costs a look at every id. */
  private static final int MOST_GUESSES = 20;

  private static final int SHOWN = 64;

  private final Problems problems;
  private final Map<String, PlanScope> scopes = new HashMap<>();
  private int guesses;

  Visibility(List<PlanScope> all, Problems problems) {
    this.problems = problems;
    for (PlanScope scope : all) {
      for (StepDraft draft : scope.drafts()) {
        if (!draft.id().isEmpty()) {
          scopes.putIfAbsent(draft.id(), scope);
        }
      }
    }
  }

  /**
   * Something reads a step's output: it must run before, in the same graph or around it.
   *
   * @param at the position in the scope of what reads, or {@link PlanScope#END}
   * @param pointer where it is read
   */
  void reads(PlanScope from, int at, String pointer, String id) {
    PlanScope scope = from;
    int position = at;
    while (true) {
      if (scope.drafts().isEmpty()) {
        return;
      }
      if (scope.position(id) != null) {
        if (!scope.readable(position, id)) {
          early(from, scope, position, pointer, id);
        }
        return;
      }
      PlanScope.Around around = scope.around();
      if (around == null || !scope.seesOut()) {
        elsewhere(seen(from, at), pointer, id, "read `steps.%s.output`");
        return;
      }
      scope = around.outer();
      position = around.at();
    }
  }

  /** Something names a step that must be of the same graph. */
  boolean names(PlanScope from, String pointer, String id) {
    if (from.position(id) != null) {
      return true;
    }
    elsewhere(Map.of(from, PlanScope.END), pointer, id, "name `%s`");
    return false;
  }

  /** What a long id looks like in a message. */
  static String cut(String id) {
    return id.length() > SHOWN ? id.substring(0, SHOWN) + "…" : id;
  }

  private void early(PlanScope from, PlanScope scope, int position, String pointer, String id) {
    String reader = scope.drafts().get(position).id();
    String message;
    if (!id.equals(reader)) {
      message =
          "Step `"
              + id
              + "` does not run before this one; add it to dependsOn"
              + (from == scope ? "." : " of `" + cut(reader) + "`.");
    } else if (from == scope) {
      message = "Step `" + id + "` cannot read its own output; read one that runs before.";
    } else {
      message = "Step `" + id + "` has not ended while its steps run; read one that runs before.";
    }
    problems.add(Problem.Code.REFERENCE_NOT_UPSTREAM, pointer, message);
  }

  private void elsewhere(Map<PlanScope, Integer> seen, String pointer, String id, String remedy) {
    PlanScope home = scopes.get(id);
    if (home == null) {
      problems.add(
          Problem.Code.UNKNOWN_STEP,
          pointer,
          "There is no step `" + cut(id) + "`; " + guess(id, "add it or name another."));
      return;
    }
    problems.add(Problem.Code.REFERENCE_NOT_UPSTREAM, pointer, hidden(seen, home, id, remedy));
  }

  /**
   * The graphs that may be read from here, this one and those around it up to a subplan's, and
   * where what reads stands in each.
   */
  private static Map<PlanScope, Integer> seen(PlanScope from, int at) {
    Map<PlanScope, Integer> seen = new HashMap<>(Map.of(from, at));
    PlanScope scope = from;
    while (scope.around() != null && scope.seesOut()) {
      PlanScope.Around around = scope.around();
      scope = around.outer();
      seen.put(scope, around.at());
    }
    return seen;
  }

  /** What to do about a step of another graph. */
  private static String hidden(
      Map<PlanScope, Integer> seen, PlanScope home, String id, String remedy) {
    for (PlanScope.Around around = home.around();
        around != null;
        around = around.outer().around()) {
      Integer at = seen.get(around.outer());
      if (at != null) {
        String container = cut(around.container().id());
        boolean own = at == around.at() && !around.outer().readable(at, container);
        return "Step `%s` runs inside `%s`; %s."
            .formatted(
                cut(id),
                container,
                own
                    ? "only what stands inside can read it"
                    : remedy.formatted(container) + " instead");
      }
    }
    return "Step `"
        + cut(id)
        + "` does not stand beside this one; what a subplan needs of it comes by `input`.";
  }

  private String guess(String id, String otherwise) {
    return guesses++ < MOST_GUESSES ? Nearest.hint(id, scopes.keySet(), otherwise) : otherwise;
  }
}
