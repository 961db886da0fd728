package dev.cadre.workflows.plan;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.step.AttemptFailure;
import dev.cadre.workflows.step.Calls;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates conditions and short texts for the workflow: here when all that they read is inline,
 * else in an activity.
 */
final class Values {

  private final StartPlan start;
  private final RunParts parts;
  private final Scribe scribe;
  private final Sight sight;

  Values(RunParts parts, Sight sight) {
    this.start = parts.start();
    this.parts = parts;
    this.scribe = parts.scribe();
    this.sight = sight;
  }

  /**
   * A condition.
   *
   * @param pointer where it stands, for the error
   * @throws StepFailed EXPRESSION_ERROR when it fails or is no boolean
   */
  boolean condition(String cel, String pointer) {
    try {
      Set<String> reads = StepReads.expression(cel, sight.names());
      Map<String, Object> bindings = sight.bindings(cel, reads);
      if (bindings == null) {
        return parts.book().evaluate(question(cel, pointer, reads));
      }
      if (Expressions.compile(cel, sight.names()).evaluate(bindings) instanceof Boolean met) {
        return met;
      }
      throw failed(pointer, Expressions.NOT_A_TRUTH);
    } catch (ExpressionException e) {
      throw failed(pointer, e.getMessage());
    } catch (ActivityFailure e) {
      throw failed(e);
    }
  }

  /** The occurrence of each step that the step's own work reads; {@link StepFailed} as above. */
  Map<String, Integer> uses(Step step) {
    try {
      return written(sight.uses(StepReads.of(step, sight.names())));
    } catch (ExpressionException e) {
      throw failed(step.id(), e.getMessage());
    }
  }

  /** A text with templates; {@link StepFailed} as above. */
  String text(String template, String pointer) {
    try {
      Set<String> reads = StepReads.templates(template, sight.names());
      Map<String, Object> bindings = sight.bindings(template, reads);
      return bindings == null
          ? parts.book().render(question(template, pointer, reads))
          : Templates.text(template, bindings);
    } catch (ExpressionException e) {
      throw failed(pointer, e.getMessage());
    } catch (ActivityFailure e) {
      throw failed(e);
    }
  }

  private EvaluateCondition question(String source, String pointer, Set<String> reads) {
    return new EvaluateCondition(
        start.tenant(),
        start.plan(),
        start.run(),
        source,
        pointer,
        written(sight.uses(reads)),
        sight.frames());
  }

  /** What the workflow itself made must be in the store before an activity looks for it. */
  private Map<String, Integer> written(Map<String, Integer> uses) {
    scribe.settle(uses);
    return uses;
  }

  private static StepFailed failed(String pointer, @Nullable String message) {
    return new StepFailed(FailureCategory.EXPRESSION_ERROR.name(), pointer + ": " + message);
  }

  /**
   * What the step ends with when its activity failed: as a failure, or because the plan was
   * cancelled.
   */
  static RuntimeException failed(ActivityFailure e) {
    if (e.getCause() instanceof CanceledFailure) {
      return new Calls.StoppedException();
    }
    String reason =
        e.getCause() instanceof ApplicationFailure cause
            ? cause.getType()
            : FailureCategory.EXPRESSION_ERROR.name();
    String message =
        e.getCause() instanceof ApplicationFailure cause && cause.getDetails().getSize() > 0
            ? cause.getDetails().get(AttemptFailure.class).message()
            : "The expression failed.";
    return new StepFailed(reason, message);
  }
}
