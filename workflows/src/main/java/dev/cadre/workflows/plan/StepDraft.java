package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Step;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A step as far as it could be read.
 *
 * @param pointer its place in the document
 * @param id empty when there is none
 * @param dependsOn as it stands in the document, then the choices that name the step
 * @param step null when the kind is unknown or not built yet
 * @param nested what it holds, as far as that could be read
 */
record StepDraft(
    String pointer,
    String id,
    List<String> dependsOn,
    @Nullable Step step,
    List<StepDraft> nested) {

  StepDraft {
    dependsOn = List.copyOf(dependsOn);
    nested = List.copyOf(nested);
  }

  /** Steps that were read before, or built by hand. */
  static List<StepDraft> of(List<Step> steps) {
    List<StepDraft> drafts = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      drafts.add(of(Pointers.step(i), steps.get(i)));
    }
    return drafts;
  }

  private static StepDraft of(String pointer, Step step) {
    List<StepDraft> nested = new ArrayList<>();
    for (int i = 0; i < step.nested().size(); i++) {
      nested.add(of(Pointers.nested(pointer, step, i), step.nested().get(i)));
    }
    return new StepDraft(pointer, step.id(), step.options().dependsOn(), step, nested);
  }
}
