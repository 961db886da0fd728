package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanState;
import dev.cadre.workflows.plan.Sight;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.SubplanStep;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the expressions of one graph see: as the workflow's sight, with every value at hand. */
final class Vision {

  private final Sight sight;
  private final @Nullable Object input;
  private final Map<String, @Nullable Object> bound;

  private Vision(
      Sight sight, @Nullable Object input, Map<String, ? extends @Nullable Object> bound) {
    this.sight = sight;
    this.input = input;
    this.bound = Collections.unmodifiableMap(new HashMap<>(bound));
  }

  /** Of the plan's own graph. */
  static Vision plan(PlanGraph graph, PlanState state, Output input) {
    return new Vision(Sight.plan(graph, state, input), input.value(), Map.of());
  }

  /**
   * Of an instance of a container that stands in this graph.
   *
   * @param value the item of a map, the input of a subplan
   * @param before in a loop: what the turn before made of its step
   */
  Vision inside(
      Step container,
      Frame frame,
      PlanGraph graph,
      PlanState state,
      @Nullable Object value,
      Sight.@Nullable Seen before) {
    Sight inner = sight.inside(container, frame, graph, state);
    inner.before(before);
    Map<String, @Nullable Object> more = new HashMap<>(bound);
    return switch (container) {
      case MapStep map -> {
        more.putAll(Bindings.item(map, value));
        yield new Vision(inner, input, more);
      }
      case LoopStep _ -> {
        more.put(Names.TURN, (long) frame.index());
        yield new Vision(inner, input, more);
      }
      case SubplanStep _ -> new Vision(inner, value, Map.of());
      default -> throw new IllegalArgumentException(container.id() + " holds no steps");
    };
  }

  Set<String> names() {
    return sight.names();
  }

  /** The latest output of a step; null when it has none. */
  Sight.@Nullable Seen seen(String id) {
    return sight.seen(id);
  }

  /** What an expression sees that names these steps. */
  Bindings bindings(Set<String> named) {
    Map<String, @Nullable Object> outputs = new HashMap<>();
    for (String id : named) {
      Sight.Seen seen = sight.seen(id);
      if (seen != null) {
        outputs.put(id, seen.output().value());
      }
    }
    return Bindings.of(named, input, outputs, bound);
  }

  /** What a step's own work sees. */
  Bindings work(Step step) {
    return evaluate(step.id(), () -> bindings(StepReads.of(step, names())));
  }

  /**
   * A condition.
   *
   * @throws StepFailed EXPRESSION_ERROR when it fails or is no boolean
   */
  boolean condition(String cel, String pointer) {
    Object value =
        evaluate(
            pointer,
            () ->
                Expressions.compile(cel, names())
                    .evaluate(bindings(StepReads.expression(cel, names())).variables()));
    if (value instanceof Boolean met) {
      return met;
    }
    throw failed(pointer, Expressions.NOT_A_TRUTH);
  }

  /** Something that expressions are evaluated for. */
  @FunctionalInterface
  interface Evaluation<T extends @Nullable Object> {
    T value() throws ExpressionException;
  }

  /**
   * Evaluates.
   *
   * @param pointer where it stands, for the error
   * @throws StepFailed EXPRESSION_ERROR when an expression fails
   */
  <T extends @Nullable Object> T evaluate(String pointer, Evaluation<T> evaluation) {
    try {
      return evaluation.value();
    } catch (ExpressionException e) {
      throw failed(pointer, e.getMessage());
    }
  }

  private static StepFailed failed(String pointer, @Nullable String message) {
    return new StepFailed(FailureCategory.EXPRESSION_ERROR.name(), pointer + ": " + message);
  }
}
