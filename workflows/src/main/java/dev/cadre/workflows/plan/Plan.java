package dev.cadre.workflows.plan;

import dev.cadre.workflows.budget.Budget;
import dev.cadre.workflows.step.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A graph of steps, all defaults filled in. Its input travels apart, because it may be large.
 *
 * @param labels at most 10
 * @param steps in the order of the document
 * @param result a tree whose strings are templates; null means an object of the outputs of the sink
 *     steps
 */
public record Plan(
    String name,
    @Nullable String goal,
    PlanType type,
    Priority priority,
    List<String> labels,
    @Nullable Budget budget,
    List<Step> steps,
    @Nullable Object result) {

  public Plan {
    labels = List.copyOf(labels);
    steps = List.copyOf(steps);
  }
}
