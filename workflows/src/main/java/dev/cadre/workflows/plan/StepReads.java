package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expression;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.ToolStep;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which steps' outputs a step reads when it runs. */
public final class StepReads {

  private StepReads() {}

  /** The ids that the step's own work reads ({@code when} apart: it is evaluated before). */
  public static Set<String> of(Step step) throws ExpressionException {
    return switch (step) {
      case AgentStep agent -> templates(agent.prompt());
      case ToolStep tool -> templates(tool.arguments());
      case ChoiceStep choice -> expression(choice.condition(), Expressions.PLAN_VARIABLES);
      case GateStep gate -> templates(gate.title());
      case AggregateStep aggregate -> {
        Set<String> reads = new TreeSet<>(aggregate.of());
        if (aggregate.by() != null) {
          reads.addAll(expression(aggregate.by(), Expressions.ITEM_VARIABLES));
        }
        yield reads;
      }
    };
  }

  /** The ids that a tree of templates reads. */
  static Set<String> templates(@Nullable Object tree) throws ExpressionException {
    Set<String> reads = new TreeSet<>();
    for (Templates.Placed placed : Templates.expressions(tree)) {
      reads.addAll(expression(placed.text(), Expressions.PLAN_VARIABLES));
    }
    return reads;
  }

  static Set<String> expression(String cel, Set<String> variables) throws ExpressionException {
    Expression expression = Expressions.compile(cel, variables);
    return new TreeSet<>(expression.steps());
  }
}
