package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.step.Step;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan, or a subplan, yields: its {@code result}, else the outputs of the sink steps. */
public final class PlanResults {

  private PlanResults() {}

  /** The ids of the steps that the result reads. */
  public static Set<String> reads(List<Step> steps, @Nullable Object result, Set<String> names)
      throws ExpressionException {
    return result == null ? sinks(steps) : StepReads.templates(result, names);
  }

  /** Renders it. */
  public static @Nullable Object of(List<Step> steps, @Nullable Object result, Bindings bindings)
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
