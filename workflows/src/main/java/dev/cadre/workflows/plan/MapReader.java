package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code kind: map}. */
final class MapReader implements KindReader {

  private static final Set<String> TAKEN = Set.of("input", "steps", Names.ITEM, Names.TURN);

  @Override
  public Step read(Cursor step, String id, StepOptions options, Inside inside) {
    String over = over(step);
    String as = as(step);
    Integer concurrency = step.integer("concurrency", 1, MapStep.MAX_CONCURRENCY);
    return new MapStep(
        id,
        options,
        over,
        as,
        Objects.requireNonNullElse(concurrency, MapStep.DEFAULT_CONCURRENCY),
        inside.one(step, options));
  }

  @Override
  public boolean calls(Cursor step) {
    return false;
  }

  @Override
  public boolean waits() {
    return true;
  }

  private static String over(Cursor step) {
    if (step.tree("over") instanceof List<?>) {
      step.wrongType("over", "CEL that yields it, such as \"input.pages\" or \"['a', 'b']\"");
      return "";
    }
    return step.required("over", "\"input.pages\"");
  }

  private static @Nullable String as(Cursor step) {
    String as = step.filled("as");
    if (as == null) {
      return null;
    }
    if (TAKEN.contains(as)) {
      step.outOfRange("as", "`" + as + "` stands for something else; choose another name.");
      return null;
    }
    if (!StepIds.valid(as)) {
      step.outOfRange(
          "as",
          "A name is a letter a-z, then at most 63 of a-z, 0-9 and underscore, and no reserved word"
              + " of CEL; choose another.");
      return null;
    }
    return as;
  }
}
