package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expression;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a step reads when it runs: outputs of steps, and the input. */
public final class StepReads {

  private StepReads() {}

  /**
   * The ids that the step's own work reads ({@code when} apart: it is evaluated before; what a
   * container's nested steps read is read by them).
   *
   * @param names the variables that its expressions may use
   */
  public static Set<String> of(Step step, Set<String> names) throws ExpressionException {
    Set<String> reads = new TreeSet<>();
    if (step instanceof AggregateStep aggregate) {
      reads.addAll(aggregate.of());
    }
    for (Expression expression : work(step, names)) {
      reads.addAll(expression.steps());
    }
    return reads;
  }

  /**
   * Whether anything of the step, {@code when} and nested steps included, reads these fields of the
   * input.
   */
  static boolean input(Step step, Set<String> fields) throws ExpressionException {
    return input(step, fields, Expressions.PLAN_VARIABLES);
  }

  private static boolean input(Step step, Set<String> fields, Set<String> names)
      throws ExpressionException {
    List<Expression> all = new ArrayList<>(work(step, names));
    String when = step.options().when();
    if (when != null) {
      all.add(Expressions.compile(when, names));
    }
    if (all.stream().anyMatch(expression -> expression.readsInput(fields))) {
      return true;
    }
    return switch (step) {
      case MapStep map -> input(map.step(), fields, Names.inside(map, names));
      case LoopStep loop -> {
        Set<String> inside = Names.inside(loop, names);
        yield Expressions.compile(loop.until(), inside).readsInput(fields)
            || input(loop.step(), fields, inside);
      }
      // A subplan sees its own input only, which is rendered outside.
      default -> false;
    };
  }

  /** Whether the step's own work reads the input at all. */
  public static boolean ofInput(Step step, Set<String> names) throws ExpressionException {
    // Of no field in particular: of any.
    return work(step, names).stream().anyMatch(expression -> expression.readsInput(Set.of()));
  }

  private static List<Expression> work(Step step, Set<String> names) throws ExpressionException {
    return switch (step) {
      case AgentStep agent -> in(agent.prompt(), names);
      case ToolStep tool -> in(tool.arguments(), names);
      case ChoiceStep choice -> List.of(Expressions.compile(choice.condition(), names));
      case GateStep gate -> in(gate.title(), names);
      case WaitStep wait -> in(wait.until(), names);
      case MapStep map -> List.of(Expressions.compile(map.over(), names));
      case SubplanStep subplan -> in(subplan.input(), names);
      case LoopStep _ -> List.of();
      case AggregateStep aggregate ->
          aggregate.by() == null
              ? List.of()
              : List.of(Expressions.compile(aggregate.by(), Names.with(names, Names.ITEM)));
    };
  }

  private static List<Expression> in(@Nullable Object tree, Set<String> names)
      throws ExpressionException {
    List<Expression> found = new ArrayList<>();
    for (Templates.Placed placed : Templates.expressions(tree)) {
      found.add(Expressions.compile(placed.text(), names));
    }
    return found;
  }

  /** The ids that a tree of templates reads. */
  public static Set<String> templates(@Nullable Object tree, Set<String> names)
      throws ExpressionException {
    Set<String> reads = new TreeSet<>();
    for (Expression expression : in(tree, names)) {
      reads.addAll(expression.steps());
    }
    return reads;
  }

  /** The ids that an expression reads. */
  public static Set<String> expression(String cel, Set<String> variables)
      throws ExpressionException {
    return new TreeSet<>(Expressions.compile(cel, variables).steps());
  }
}
