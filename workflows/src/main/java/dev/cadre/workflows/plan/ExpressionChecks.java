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
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compiles every expression once and checks its type and what it names. */
final class ExpressionChecks {

  static final int MOST_EXPRESSIONS = 3_000;
  static final int MOST_CHARACTERS = 256 * 1024;

  private static final int ANYWHERE = -1;

  private sealed interface Compiled {}

  private record Good(Expression expression) implements Compiled {}

  private record Bad(String message) implements Compiled {}

  private record Source(String cel, Set<String> variables) {}

  private final PlanScope scope;
  private final Object input;
  private final Problems problems;
  private final Map<Source, Compiled> compiled = new HashMap<>();
  private int characters;
  private boolean exceeded;

  ExpressionChecks(PlanScope scope, Object input, Problems problems) {
    this.scope = scope;
    this.input = input;
    this.problems = problems;
  }

  void run(@Nullable Object result) {
    for (int i = 0; i < scope.drafts().size(); i++) {
      StepDraft draft = scope.drafts().get(i);
      if (draft.step() != null) {
        step(i, draft.pointer(), draft.step());
      }
    }
    tree(ANYWHERE, "/result", result);
  }

  private void step(int at, String pointer, Step step) {
    condition(at, pointer + "/when", step.options().when());
    switch (step) {
      case AgentStep agent -> tree(at, pointer + "/prompt", agent.prompt());
      case ToolStep tool -> tree(at, pointer + "/arguments", tool.arguments());
      case ChoiceStep choice -> condition(at, pointer + "/when", choice.condition());
      case AggregateStep aggregate -> by(at, pointer + "/by", aggregate.by());
      case GateStep gate -> tree(at, pointer + "/title", gate.title());
      case MapStep _, LoopStep _, WaitStep _, SubplanStep _ -> {}
    }
  }

  private void condition(int at, String pointer, @Nullable String cel) {
    Expression expression = bare(at, pointer, cel, Expressions.PLAN_VARIABLES);
    if (expression != null
        && expression.type() != Expression.Type.BOOLEAN
        && expression.type() != Expression.Type.ANY) {
      invalid(pointer, "The condition can never be a boolean; write a comparison, as in x > 0.5.");
    }
  }

  private void by(int at, String pointer, @Nullable String cel) {
    Expression expression = bare(at, pointer, cel, Expressions.ITEM_VARIABLES);
    if (expression != null
        && expression.type() != Expression.Type.NUMBER
        && expression.type() != Expression.Type.ANY) {
      invalid(pointer, "`by` can never be a number; write one to compare, as in item.score.");
    }
  }

  private @Nullable Expression bare(
      int at, String pointer, @Nullable String cel, Set<String> variables) {
    return cel == null || cel.isEmpty() ? null : check(at, pointer, cel, variables);
  }

  private void tree(int at, String pointer, @Nullable Object tree) {
    for (Templates.Placed string : Templates.strings(tree)) {
      if (string.text().contains("{{") && !exceeded && !problems.full()) {
        template(at, pointer + string.pointer(), string.text());
      }
    }
  }

  private void template(int at, String pointer, String text) {
    try {
      for (String cel : Template.parse(text).expressions()) {
        Expression expression = check(at, pointer, cel, Expressions.PLAN_VARIABLES);
        if (expression != null && expression.type() == Expression.Type.FOREIGN) {
          invalid(pointer, "The value is not one of JSON; turn it into text with string(…).");
        }
      }
    } catch (ExpressionException e) {
      invalid(pointer, e.getMessage());
    }
  }

  private @Nullable Expression check(int at, String pointer, String cel, Set<String> variables) {
    return switch (compile(new Source(cel, variables))) {
      case null -> null;
      case Bad bad -> {
        invalid(pointer, bad.message);
        yield null;
      }
      case Good good -> {
        named(at, pointer, good.expression);
        yield good.expression;
      }
    };
  }

  private void named(int at, String pointer, Expression expression) {
    for (String id : expression.steps()) {
      if (scope.position(id) == null) {
        problems.add(Problem.Code.UNKNOWN_STEP, pointer, GraphChecks.unknownStep(id, scope));
      } else if (at != ANYWHERE && !scope.upstream(at, id)) {
        problems.add(
            Problem.Code.REFERENCE_NOT_UPSTREAM,
            pointer,
            "Step `" + id + "` does not run before this one; add it to dependsOn.");
      }
    }
    if (input instanceof Map<?, ?> fields) {
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
