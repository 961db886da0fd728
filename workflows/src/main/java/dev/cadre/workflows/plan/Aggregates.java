package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.CanonicalJson;
import dev.cadre.workflows.expression.Expression;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.step.AggregateStep;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How several outputs become one. Pure. */
public final class Aggregates {

  /**
   * What several outputs became.
   *
   * @param pickedFrom the step whose output it is, if one was picked
   */
  public record Joined(@Nullable Object value, @Nullable String pickedFrom) {}

  private Aggregates() {}

  /** The steps among those to be aggregated that have an output, in order. */
  public static List<String> candidates(AggregateStep step, Bindings bindings) {
    return step.of().stream().filter(id -> bindings.outputs().get(id) != null).toList();
  }

  /**
   * Those that a model is given.
   *
   * @throws ExpressionException when there are none
   */
  public static List<String> given(AggregateStep step, Bindings bindings)
      throws ExpressionException {
    List<String> candidates = candidates(step, bindings);
    if (candidates.isEmpty()) {
      throw new ExpressionException(
          "None of the steps in 'of' has an output; make the step depend on ones that run.");
    }
    return candidates;
  }

  /**
   * Joins, where no model is called.
   *
   * @param names the variables that the step's expressions may use
   */
  public static Joined of(AggregateStep step, Set<String> names, Bindings bindings)
      throws ExpressionException {
    List<String> candidates = candidates(step, bindings);
    return switch (step.strategy()) {
      case CONCAT -> new Joined(concat(step, candidates, bindings), null);
      case PICK_BEST -> pick(step, names, candidates, bindings);
      case SUMMARIZE -> throw new IllegalArgumentException("a summary is a model's call");
    };
  }

  private static String concat(AggregateStep step, List<String> candidates, Bindings bindings) {
    return candidates.stream()
        .map(id -> text(bindings.outputs().get(id)))
        .collect(Collectors.joining(step.separator()));
  }

  private static String text(@Nullable Object value) {
    return value instanceof String text ? text : CanonicalJson.of(value);
  }

  private static Joined pick(
      AggregateStep step, Set<String> names, List<String> candidates, Bindings bindings)
      throws ExpressionException {
    String by = step.by();
    if (by == null || candidates.isEmpty()) {
      throw new ExpressionException(
          "There is nothing to pick from; make the step depend on ones that run.");
    }
    Expression expression = Expressions.compile(by, Names.with(names, Names.ITEM));
    String best = null;
    double highest = Double.NEGATIVE_INFINITY;
    for (String candidate : candidates) {
      double score = score(expression, candidate, bindings);
      if (best == null || score > highest) {
        best = candidate;
        highest = score;
      }
    }
    return new Joined(bindings.outputs().get(best), best);
  }

  private static double score(Expression expression, String candidate, Bindings bindings)
      throws ExpressionException {
    Object score = expression.evaluate(bindings.with(bindings.outputs().get(candidate)));
    if (score instanceof Number number && !Double.isNaN(number.doubleValue())) {
      return number.doubleValue();
    }
    throw new ExpressionException(
        "'by' does not yield a number for " + candidate + "; score every candidate.");
  }
}
