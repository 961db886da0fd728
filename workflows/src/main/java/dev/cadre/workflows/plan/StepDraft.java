package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as far as it could be read.
 *
 * @param index its place in the document
 * @param id empty when there is none
 * @param dependsOn as it stands in the document, then the choices that name the step
 * @param step null when the kind is unknown or not built yet
 */
record StepDraft(int index, String id, List<String> dependsOn, @Nullable Step step) {

  static StepDraft of(int index, Step step) {
    return new StepDraft(index, step.id(), step.options().dependsOn(), step);
  }

  String pointer() {
    return Pointers.step(index);
  }
}
