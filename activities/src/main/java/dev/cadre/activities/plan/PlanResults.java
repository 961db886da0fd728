package dev.cadre.activities.plan;

import dev.cadre.activities.plan.Bindings.Wanted;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Step;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan, or a subplan, yields: its {@code result}, else the outputs of the sink steps. */
final class PlanResults {

  private PlanResults() {}

  /** What the result reads of all that there is. */
  static Wanted wanted(
      List<Step> steps,
      @Nullable Object result,
      Set<String> names,
      Map<String, Integer> uses,
      List<Frame> frames)
      throws ExpressionException {
    Set<String> named = result == null ? sinks(steps) : StepReads.templates(result, names);
    Map<String, Integer> read = new HashMap<>(uses);
    read.keySet().retainAll(named);
    return new Wanted(read, frames, named, result != null);
  }

  static @Nullable Object of(List<Step> steps, @Nullable Object result, Bindings bindings)
      throws ExpressionException {
    if (result != null) {
      return Templates.render(result, bindings.variables());
    }
    Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
    Set<String> sinks = sinks(steps);
    for (Step step : steps) {
      if (sinks.contains(step.id())) {
        outputs.put(step.id(), bindings.outputs().get(step.id()));
      }
    }
    return outputs;
  }

  private static Set<String> sinks(List<Step> steps) {
    Set<String> sinks = new HashSet<>();
    steps.forEach(step -> sinks.add(step.id()));
    steps.forEach(step -> sinks.removeAll(Set.copyOf(step.options().dependsOn())));
    return sinks;
  }
}
