package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a step: its id and kind, and what its kind's reader makes of the rest. */
final class StepReader {

  private static final Set<String> LATER = Set.of("present");
  private static final Map<String, KindReader> KINDS =
      Map.of(
          "agent", new AgentReader(),
          "tool", new ToolReader(),
          "choice", new ChoiceReader(),
          "aggregate", new AggregateReader(),
          "gate", new GateReader(),
          "map", new MapReader(),
          "loop", new LoopReader(),
          "wait", new WaitReader(),
          "subplan", new SubplanReader());

  private StepReader() {}

  static StepDraft read(Problems problems, StepPlace place, @Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      problems.refuse(
          Problem.Code.WRONG_TYPE,
          place.pointer(),
          "The step is " + Kinds.of(tree) + "; write an object.");
      return new StepDraft(place.pointer(), "", List.of(), null, List.of());
    }
    Cursor step = new Cursor(problems, place.pointer(), map);
    String id = id(step);
    List<String> dependsOn = dependsOn(step, place);
    KindReader kind = kind(step);
    if (kind == null) {
      step.ignoreRest();
      return new StepDraft(place.pointer(), id, dependsOn, null, List.of());
    }
    Inside inside = new Inside(place);
    Step read =
        kind.read(step, id, OptionsReader.read(step, dependsOn, kind, place.alone()), inside);
    step.done("A step of this kind");
    return new StepDraft(place.pointer(), id, dependsOn, read, inside.drafts());
  }

  private static String id(Cursor step) {
    String id = step.required("id", "\"draft\"");
    if (!id.isEmpty() && !StepIds.valid(id)) {
      step.problems().refuse(Problem.Code.INVALID_ID, step.pointer("id"), StepIds.explain(id));
    }
    return id;
  }

  private static List<String> dependsOn(Cursor step, StepPlace place) {
    if (!place.alone()) {
      return Objects.requireNonNullElse(step.texts("dependsOn"), List.of());
    }
    if (step.has("dependsOn")) {
      step.unfit(
          "dependsOn",
          "The step of a map or a loop stands alone; write `dependsOn` at the map or the loop.");
    }
    return List.of();
  }

  private static @Nullable KindReader kind(Cursor step) {
    String word = step.required("kind", "\"agent\"");
    if (word.isEmpty()) {
      return null;
    }
    KindReader kind = KINDS.get(word);
    if (kind == null && LATER.contains(word)) {
      step.notYet("kind", "Steps of kind " + word + " are not available yet; use another kind.");
    } else if (kind == null) {
      List<String> sorted = KINDS.keySet().stream().sorted().toList();
      step.outOfRange(
          "kind",
          "This kind is unknown; "
              + Nearest.hint(
                  word, KINDS.keySet(), "write one of " + String.join(", ", sorted) + "."));
    }
    return kind;
  }

  /** Ids of a field, or those of {@code dependsOn}. */
  static List<String> idsOr(Cursor step, String field, List<String> otherwise) {
    List<String> ids = step.texts(field);
    return ids == null ? new ArrayList<>(otherwise) : ids;
  }
}
