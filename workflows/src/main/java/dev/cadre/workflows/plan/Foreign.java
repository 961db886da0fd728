package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which variables may hold what others than the plan's author wrote. The author's own are the
 * plan's input and what is made of it alone; outputs of steps are not, nor is what containers make
 * of them: an item, a subplan's input. Pure.
 */
public final class Foreign {

  private Foreign() {}

  /**
   * Inside these containers, outputs of steps apart.
   *
   * @param containers from the outermost in
   * @throws ExpressionException when an expression of theirs does not compile
   */
  public static Set<String> in(List<Step> containers) throws ExpressionException {
    Set<String> foreign = new HashSet<>();
    Set<String> names = Expressions.PLAN_VARIABLES;
    for (Step container : containers) {
      if (container instanceof MapStep map) {
        boolean others = others(List.of(map.over()), names, foreign);
        mark(foreign, Names.ITEM, others);
        if (map.as() != null) {
          mark(foreign, map.as(), others);
        }
      } else if (container instanceof SubplanStep subplan) {
        List<String> texts = new ArrayList<>();
        Templates.expressions(subplan.input()).forEach(placed -> texts.add(placed.text()));
        boolean others = others(texts, names, foreign);
        foreign.clear();
        mark(foreign, "input", others);
      }
      names = Names.inside(container, names);
    }
    return foreign;
  }

  private static void mark(Set<String> foreign, String name, boolean others) {
    if (others) {
      foreign.add(name);
    } else {
      foreign.remove(name);
    }
  }

  private static boolean others(List<String> texts, Set<String> names, Set<String> foreign)
      throws ExpressionException {
    for (String text : texts) {
      if (reads(text, names, foreign)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an expression reads what others wrote; a doubt counts as yes. */
  public static boolean reads(String cel, Set<String> names, Set<String> foreign)
      throws ExpressionException {
    return !Expressions.compile(cel, names).steps().isEmpty()
        || foreign.stream().anyMatch(cel::contains);
  }
}
