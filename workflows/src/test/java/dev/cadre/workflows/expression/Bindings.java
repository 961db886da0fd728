package dev.cadre.workflows.expression;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the expressions of tests read: an input, a step with an output, a step without one. */
final class Bindings {

  private static final Map<String, Object> SMALL = with(Map.of());

  private Bindings() {}

  /** Those that every test may name, and more inputs. */
  static Map<String, Object> with(Map<String, Object> moreInputs) {
    Map<String, Object> input = new HashMap<>(moreInputs);
    input.put("score", 1);
    input.put("half", 0.5);
    input.put("whole", new BigDecimal("3"));
    input.put("none", null);
    input.put("flag", true);
    input.put("text", "hello");
    input.put("list", List.of(1L, 2L, 3L));
    input.put("object", Map.of("a", Map.of("b", 1L)));
    Map<String, Object> none = new HashMap<>();
    none.put("output", null);
    return Map.of(
        "input", input, "steps", Map.of("a", Map.of("output", Map.of("score", 2L)), "none", none));
  }

  static Object evaluate(String cel) throws ExpressionException {
    return evaluate(cel, SMALL);
  }

  static Object evaluate(String cel, Map<String, Object> bindings) throws ExpressionException {
    return Expressions.compile(cel, Expressions.PLAN_VARIABLES).evaluate(bindings);
  }
}
