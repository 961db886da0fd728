package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.Expression;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Template;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles every expression once and checks its type and what it names. */
final class ExpressionChecks {

  static final int MOST_EXPRESSIONS = 6_000;
  static final int MOST_CHARACTERS = 256 * 1024;

  private sealed interface Compiled {}

  private record Good(Expression expression) implements Compiled {}

  private record Bad(String message) implements Compiled {}

  private record Source(String cel, Set<String> variables) {}

  /**
   * What an expression sees.
   *
   * @param at the position of its step, or {@link PlanScope#END}
   */
  private record Spot(PlanScope scope, int at) {}

  private final Visibility sight;
  private final Problems problems;
  private final Map<Source, Compiled> compiled = new HashMap<>();
  private int characters;
  private boolean exceeded;

  ExpressionChecks(Visibility sight, Problems problems) {
    this.sight = sight;
    this.problems = problems;
  }

  /**
   * Checks all of a plan.
   *
   * @param scopes the plan's own first
   */
  void run(List<PlanScope> scopes, @Nullable Object result) {
    for (PlanScope scope : scopes) {
      for (int i = 0; i < scope.drafts().size(); i++) {
        StepDraft draft = scope.drafts().get(i);
        if (draft.step() != null) {
          step(new Spot(scope, i), draft.pointer(), draft.step());
        }
      }
    }
    tree(new Spot(scopes.getFirst(), PlanScope.END), "/result", result);
  }

  private void step(Spot spot, String pointer, Step step) {
    condition(spot, pointer + "/when", step.options().when());
    switch (step) {
      case AgentStep agent -> tree(spot, pointer + "/prompt", agent.prompt());
      case ToolStep tool -> tree(spot, pointer + "/arguments", tool.arguments());
      case ChoiceStep choice -> condition(spot, pointer + "/when", choice.condition());
      case AggregateStep aggregate -> by(spot, pointer + "/by", aggregate.by());
      case GateStep gate -> tree(spot, pointer + "/title", gate.title());
      case MapStep map -> over(spot, pointer + "/over", map.over());
      case LoopStep loop -> condition(new Spot(inside(spot), 0), pointer + "/until", loop.until());
      case WaitStep wait -> time(spot, pointer + "/until", wait.until());
      case SubplanStep subplan -> {
        tree(spot, pointer + "/input", subplan.input());
        tree(new Spot(inside(spot), PlanScope.END), pointer + "/result", subplan.result());
      }
    }
  }

  private static PlanScope inside(Spot spot) {
    return spot.scope.inner(spot.at);
  }

  private void condition(Spot spot, String pointer, @Nullable String cel) {
    bare(
        spot,
        pointer,
        cel,
        Expression.Type.BOOLEAN,
        "The condition can never be a boolean; write a comparison, as in x > 0.5.");
  }

  private void over(Spot spot, String pointer, String cel) {
    bare(
        spot,
        pointer,
        cel,
        Expression.Type.LIST,
        "`over` can never be a list; write one, as in input.pages.");
  }

  private void by(Spot spot, String pointer, @Nullable String cel) {
    if (cel != null) {
      Expression by = check(spot, pointer, cel, Names.with(spot.scope.names(), Names.ITEM));
      of(
          by,
          Expression.Type.NUMBER,
          pointer,
          "`by` can never be a number; write one to compare, as in item.score.");
    }
  }

  private void time(Spot spot, String pointer, @Nullable String text) {
    if (text == null || !whole(text)) {
      tree(spot, pointer, text);
      return;
    }
    bare(
        spot,
        pointer,
        text,
        Expression.Type.TEXT,
        "`until` can never be a text; write one that says an RFC 3339 time.");
  }

  private static boolean whole(String text) {
    try {
      return Template.parse(text).whole();
    } catch (ExpressionException e) {
      return false;
    }
  }

  private void bare(
      Spot spot, String pointer, @Nullable String cel, Expression.Type wanted, String remedy) {
    if (cel != null && !cel.isEmpty()) {
      of(check(spot, pointer, cel, spot.scope.names()), wanted, pointer, remedy);
    }
  }

  private void of(
      @Nullable Expression expression, Expression.Type wanted, String pointer, String remedy) {
    if (expression != null
        && expression.type() != wanted
        && expression.type() != Expression.Type.ANY) {
      invalid(pointer, remedy);
    }
  }

  private void tree(Spot spot, String pointer, @Nullable Object tree) {
    for (Templates.Placed string : Templates.strings(tree)) {
      if (string.text().contains("{{") && !exceeded && !problems.full()) {
        template(spot, pointer + string.pointer(), string.text());
      }
    }
  }

  private void template(Spot spot, String pointer, String text) {
    try {
      for (String cel : Template.parse(text).expressions()) {
        Expression expression = check(spot, pointer, cel, spot.scope.names());
        if (expression != null && expression.type() == Expression.Type.FOREIGN) {
          invalid(pointer, "The value is not one of JSON; turn it into text with string(…).");
        }
      }
    } catch (ExpressionException e) {
      invalid(pointer, e.getMessage());
    }
  }

  private @Nullable Expression check(Spot spot, String pointer, String cel, Set<String> variables) {
    return switch (compile(new Source(cel, Expressions.occurring(cel, variables)))) {
      case null -> null;
      case Bad bad -> {
        invalid(pointer, bad.message);
        yield null;
      }
      case Good good -> {
        named(spot, pointer, good.expression);
        yield good.expression;
      }
    };
  }

  private void named(Spot spot, String pointer, Expression expression) {
    for (String id : expression.steps()) {
      sight.reads(spot.scope, spot.at, pointer, id);
    }
    if (spot.scope.input() instanceof Map<?, ?> fields) {
      for (String name : expression.inputs()) {
        if (!fields.containsKey(name)) {
          invalid(
              pointer, "The input has no `" + name + "`; add it or ask has(input." + name + ").");
        }
      }
    }
  }

  private @Nullable Compiled compile(Source source) {
    Compiled known = compiled.get(source);
    if (known != null || exceeded || problems.full()) {
      return known;
    }
    characters += source.cel.length();
    if (compiled.size() >= MOST_EXPRESSIONS || characters > MOST_CHARACTERS) {
      exceeded = true;
      problems.add(
          Problem.Code.LIMIT_EXCEEDED,
          "/steps",
          "The plan has over "
              + MOST_EXPRESSIONS
              + " different expressions or over 256 KiB of them; split the plan.");
      return null;
    }
    Compiled fresh = fresh(source);
    compiled.put(source, fresh);
    return fresh;
  }

  private static Compiled fresh(Source source) {
    try {
      return new Good(Expressions.compile(source.cel, source.variables));
    } catch (ExpressionException e) {
      return new Bad(String.valueOf(e.getMessage()));
    }
  }

  private void invalid(String pointer, @Nullable String message) {
    problems.add(Problem.Code.EXPRESSION_INVALID, pointer, String.valueOf(message));
  }
}
