package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The variables that expressions may use, by the containers around them. */
public final class Names {

  /** The item of the innermost map. */
  public static final String ITEM = "item";

  /** The number of the nearest loop's turn, from 1. */
  public static final String TURN = "turn";

  private Names() {}

  /**
   * What an expression inside these containers may name. Inside a map that is {@code item} and its
   * second name, inside a loop {@code turn}; a subplan hides all that is around it.
   *
   * @param containers from the outermost in; empty for the plan itself
   * @throws IllegalArgumentException when one of them holds no steps
   */
  public static Set<String> of(List<Step> containers) {
    Set<String> names = Expressions.PLAN_VARIABLES;
    for (Step container : containers) {
      names = inside(container, names);
    }
    return names;
  }

  /** As {@link #of}, one container further in. */
  public static Set<String> inside(Step container, Set<String> around) {
    return switch (container) {
      case MapStep map ->
          map.as() == null ? with(around, ITEM) : with(with(around, ITEM), map.as());
      case LoopStep _ -> with(around, TURN);
      case SubplanStep _ -> Expressions.PLAN_VARIABLES;
      case AgentStep _, ToolStep _, ChoiceStep _, AggregateStep _, GateStep _, WaitStep _ ->
          throw new IllegalArgumentException(container.id() + " holds no steps");
    };
  }

  /** The names and one more. */
  public static Set<String> with(Set<String> names, String further) {
    if (names.contains(further)) {
      return names;
    }
    Set<String> all = new HashSet<>(names);
    all.add(further);
    return Set.copyOf(all);
  }
}
