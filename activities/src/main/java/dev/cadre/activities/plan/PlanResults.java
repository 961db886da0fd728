package dev.cadre.activities.plan;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.step.Step;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a completed plan yields: its {@code result}, else the outputs of the sink steps. */
final class PlanResults {

  private PlanResults() {}

  static @Nullable Object of(Plan plan, Bindings bindings) throws ExpressionException {
    if (plan.result() != null) {
      return Templates.render(plan.result(), bindings.variables());
    }
    Set<String> needed = new HashSet<>();
    plan.steps().forEach(step -> needed.addAll(step.options().dependsOn()));
    Map<String, @Nullable Object> outputs = new LinkedHashMap<>();
    for (Step step : plan.steps()) {
      if (!needed.contains(step.id())) {
        outputs.put(step.id(), bindings.outputs().get(step.id()));
      }
    }
    return outputs;
  }
}
