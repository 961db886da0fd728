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

  /** The ids that the step's own work reads ({@code when} apart: it is evaluated before). */
  public static Set<String> of(Step step) throws ExpressionException {
    Set<String> reads = new TreeSet<>();
    if (step instanceof AggregateStep aggregate) {
      reads.addAll(aggregate.of());
    }
    for (Expression expression : work(step)) {
      reads.addAll(expression.steps());
    }
    return reads;
  }

  /** Whether anything of the step, {@code when} included, reads these fields of the input. */
  static boolean input(Step step, Set<String> fields) throws ExpressionException {
    List<Expression> all = new ArrayList<>(work(step));
    String when = step.options().when();
    if (when != null) {
      all.add(Expressions.compile(when, Expressions.PLAN_VARIABLES));
    }
    return all.stream().anyMatch(expression -> expression.readsInput(fields));
  }

  private static List<Expression> work(Step step) throws ExpressionException {
    return switch (step) {
      case AgentStep agent -> in(agent.prompt());
      case ToolStep tool -> in(tool.arguments());
      case ChoiceStep choice ->
          List.of(Expressions.compile(choice.condition(), Expressions.PLAN_VARIABLES));
      case GateStep gate -> in(gate.title());
      case MapStep _, LoopStep _, WaitStep _, SubplanStep _ -> List.of();
      case AggregateStep aggregate ->
          aggregate.by() == null
              ? List.of()
              : List.of(Expressions.compile(aggregate.by(), Expressions.ITEM_VARIABLES));
    };
  }

  private static List<Expression> in(@Nullable Object tree) throws ExpressionException {
    List<Expression> found = new ArrayList<>();
    for (Templates.Placed placed : Templates.expressions(tree)) {
      found.add(Expressions.compile(placed.text(), Expressions.PLAN_VARIABLES));
    }
    return found;
  }

  /** The ids that a tree of templates reads. */
  static Set<String> templates(@Nullable Object tree) throws ExpressionException {
    Set<String> reads = new TreeSet<>();
    for (Expression expression : in(tree)) {
      reads.addAll(expression.steps());
    }
    return reads;
  }

  static Set<String> expression(String cel, Set<String> variables) throws ExpressionException {
    return new TreeSet<>(Expressions.compile(cel, variables).steps());
  }
}
