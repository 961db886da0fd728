package dev.cadre.workflows.step;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan within the plan: its steps see its own input and one another, nothing outside.
 *
 * @param input a tree whose strings are templates, rendered outside
 * @param steps in the order of the document
 * @param result a tree whose strings are templates, rendered inside; null means an object of the
 *     outputs of the sink steps
 */
public record SubplanStep(
    String id,
    StepOptions options,
    Map<String, Object> input,
    List<Step> steps,
    @Nullable Object result)
    implements Step {

  public SubplanStep {
    steps = List.copyOf(steps);
  }
}
