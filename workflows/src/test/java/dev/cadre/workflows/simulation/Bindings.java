package dev.cadre.workflows.simulation;

import dev.cadre.workflows.expression.Expression;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.step.Frame;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an expression sees that the workflow asks the world to evaluate. */
final class Bindings {

  private static final Set<String> NAMES = Set.of("input", "steps", "item", "turn");

  private final Seen seen;
  private final Script script;
  private final EvaluateCondition question;
  private final Object input;

  Bindings(Seen seen, Script script, EvaluateCondition question, Object input) {
    this.seen = seen;
    this.script = script;
    this.question = question;
    this.input = input;
  }

  /** Empty when it cannot be evaluated. */
  Optional<Boolean> condition() {
    try {
      Expression expression = Expressions.compile(question.expression(), NAMES);
      return Optional.of((Boolean) expression.evaluate(values(expression.steps())));
    } catch (ExpressionException e) {
      return Optional.empty();
    }
  }

  /** Empty as above. */
  Optional<String> text() {
    try {
      return Optional.of(Templates.text(question.expression(), values(Set.of())));
    } catch (ExpressionException e) {
      return Optional.empty();
    }
  }

  private Map<String, Object> values(Set<String> reads) {
    Map<String, Object> steps = new HashMap<>();
    for (String id : reads) {
      Integer occurrence = question.uses().get(id);
      Map<String, Object> step = new HashMap<>();
      step.put("output", occurrence == null ? null : seen.value(id, occurrence));
      steps.put(id, step);
    }
    Map<String, Object> values = new HashMap<>(Map.of("steps", steps, "input", input));
    for (Frame frame : question.frames()) {
      if (seen.isMap(frame.step())) {
        String box = seen.places.box(frame);
        values.put("item", Map.of("n", script.item(seen.places.source(box), frame.index())));
      } else {
        values.put("turn", (long) frame.index());
      }
    }
    return values;
  }
}
