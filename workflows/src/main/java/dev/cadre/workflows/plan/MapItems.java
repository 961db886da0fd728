package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.step.MapStep;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The items that a map goes over. */
public final class MapItems {

  private MapItems() {}

  /**
   * Evaluates {@code over}.
   *
   * @param names the variables that the map's own expressions may use
   * @throws ExpressionException when it yields no list, or too long a one
   */
  public static List<? extends @Nullable Object> of(
      MapStep map, Set<String> names, Bindings bindings) throws ExpressionException {
    Object over = Expressions.compile(map.over(), names).evaluate(bindings.variables());
    if (!(over instanceof List<?> items)) {
      throw new ExpressionException("`over` yields no list; name one, such as input.items.");
    }
    if (items.size() > MapStep.MAX_ITEMS) {
      throw new ExpressionException(
          "`over` yields "
              + items.size()
              + " items; map over at most "
              + MapStep.MAX_ITEMS
              + ", several in an item if need be.");
    }
    return items;
  }
}
