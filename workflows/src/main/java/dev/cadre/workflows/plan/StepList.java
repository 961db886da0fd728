package dev.cadre.workflows.plan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code steps}: those of the plan, or of a subplan. */
final class StepList {

  private static final String FIELD = "steps";

  private StepList() {}

  /**
   * The steps of an object, each with the choices that name it.
   *
   * @param containers how many hold them
   */
  static List<StepDraft> read(Cursor object, int containers) {
    Object tree = object.tree(FIELD);
    if (tree == null) {
      object.missing(FIELD, "`steps` is missing; add a list with at least one step.");
      return List.of();
    }
    if (!(tree instanceof List<?> list)) {
      object.wrongType(FIELD, "a list of steps");
      return List.of();
    }
    if (list.isEmpty()) {
      object.outOfRange(FIELD, "`steps` is empty; add at least one step.");
    }
    List<StepDraft> drafts = new ArrayList<>();
    for (int i = 0; i < list.size(); i++) {
      StepPlace place = new StepPlace(object.pointer(FIELD) + "/" + i, containers, false);
      drafts.add(StepReader.read(object.problems(), place, list.get(i)));
    }
    return Branches.join(drafts);
  }

  /** How many steps a list holds, nested ones included, before anything of it is read. */
  static int count(@Nullable Object steps) {
    int count = 0;
    Deque<List<?>> open = new ArrayDeque<>();
    if (steps instanceof List<?> list) {
      open.push(list);
    }
    while (!open.isEmpty()) {
      for (Object step : open.pop()) {
        count++;
        if (step instanceof Map<?, ?> map) {
          if (map.get("step") instanceof Map<?, ?> nested) {
            open.push(List.of(nested));
          }
          if (map.get(FIELD) instanceof List<?> nested) {
            open.push(nested);
          }
        }
      }
    }
    return count;
  }
}
