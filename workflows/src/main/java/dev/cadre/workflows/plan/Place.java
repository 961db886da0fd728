package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Frame;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a scope stands in its plan.
 *
 * @param stopped whether what is around it starts nothing new
 * @param note a reviewer's comment for all steps inside
 * @param pointer of its steps in the document: of the list, or of the only one
 * @param left what an earlier part of the run, or an earlier run, left at work
 */
record Place(
    Sight sight,
    BooleanSupplier stopped,
    @Nullable String note,
    String pointer,
    PriorSteps.LeftAtWork left) {

  /** Where a step stands in the document. */
  String pointer(int step) {
    return pointer.endsWith("/steps") ? pointer + "/" + step : pointer;
  }

  /** The instance that the scope is; null in the plan's own graph. */
  @Nullable Frame frame() {
    return Frame.last(sight.frames());
  }

  /** The scope's number; 0 of the plan itself. */
  int number() {
    Frame frame = frame();
    return frame == null ? 0 : frame.scope();
  }

  /** Whether it is an instance of a container. */
  boolean inside() {
    return frame() != null;
  }
}
