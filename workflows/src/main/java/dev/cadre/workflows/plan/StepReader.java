package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads what all steps have in common and leaves the rest to the reader of the kind. */
final class StepReader {

  private static final Set<String> LATER = Set.of("map", "loop", "present", "wait", "subplan");
  private static final Map<String, KindReader> KINDS =
      Map.of(
          "agent", new AgentReader(),
          "tool", new ToolReader(),
          "choice", new ChoiceReader(),
          "aggregate", new AggregateReader(),
          "gate", new GateReader());
  private static final Map<String, Execution> EXECUTIONS = Words.of(Execution.values());
  private static final int MAX_TRIES = 10;

  private StepReader() {}

  static StepDraft read(Problems problems, int index, @Nullable Object tree) {
    if (!(tree instanceof Map<?, ?> map)) {
      problems.refuse(
          Problem.Code.WRONG_TYPE,
          Pointers.step(index),
          "The step is " + Kinds.of(tree) + "; write an object.");
      return new StepDraft(index, "", List.of(), null);
    }
    Cursor step = new Cursor(problems, Pointers.step(index), map);
    String id = id(step);
    List<String> dependsOn = Objects.requireNonNullElse(step.texts("dependsOn"), List.of());
    KindReader kind = kind(step);
    if (kind == null) {
      step.ignoreRest();
      return new StepDraft(index, id, dependsOn, null);
    }
    Step read = kind.read(step, id, options(step, dependsOn, kind));
    step.done("A step of this kind");
    return new StepDraft(index, id, dependsOn, read);
  }

  private static String id(Cursor step) {
    String id = step.required("id", "\"draft\"");
    if (!id.isEmpty() && !StepIds.valid(id)) {
      step.problems().refuse(Problem.Code.INVALID_ID, step.pointer("id"), StepIds.explain(id));
    }
    return id;
  }

  private static @Nullable KindReader kind(Cursor step) {
    String word = step.required("kind", "\"agent\"");
    if (word.isEmpty()) {
      return null;
    }
    KindReader kind = KINDS.get(word);
    if (kind == null && LATER.contains(word)) {
      step.notYet("kind", "Steps of kind " + word + " are not available yet; use another kind.");
    } else if (kind == null) {
      List<String> sorted = KINDS.keySet().stream().sorted().toList();
      step.outOfRange(
          "kind",
          "This kind is unknown; "
              + Nearest.hint(
                  word, KINDS.keySet(), "write one of " + String.join(", ", sorted) + "."));
    }
    return kind;
  }

  private static StepOptions options(Cursor step, List<String> dependsOn, KindReader kind) {
    String when = kind.guarded() ? step.condition("when") : null;
    Duration timeout =
        Objects.requireNonNullElse(step.duration("timeout", false), StepOptions.DEFAULT_TIMEOUT);
    Duration attempt = step.duration("attemptTimeout", false);
    if (attempt != null && attempt.compareTo(timeout) > 0) {
      step.outOfRange(
          "attemptTimeout", "`attemptTimeout` is over the step's timeout; make it shorter.");
    }
    return new StepOptions(
        dependsOn,
        when,
        timeout,
        attempt == null ? shorter(StepOptions.DEFAULT_ATTEMPT_TIMEOUT, timeout) : attempt,
        retry(step),
        onFailure(step, kind),
        execution(step, kind));
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Retry retry(Cursor step) {
    Cursor retry = step.object("retry");
    if (retry == null) {
      return Retry.ONCE;
    }
    Integer tries = retry.integer("maxTries", 1, MAX_TRIES);
    Duration backoff = retry.duration("backoff", true);
    retry.done("`retry`");
    return new Retry(
        Objects.requireNonNullElse(tries, 1), Objects.requireNonNullElse(backoff, Duration.ZERO));
  }

  private static OnFailure onFailure(Cursor step, KindReader kind) {
    String word = step.filled("onFailure");
    if (word == null) {
      return OnFailure.FAIL;
    }
    OnFailure.Mode mode =
        switch (word) {
          case "fail" -> OnFailure.Mode.FAIL;
          case "skip" -> OnFailure.Mode.SKIP;
          case "continue" -> OnFailure.Mode.CONTINUE;
          default -> OnFailure.Mode.RUN;
        };
    if (kind.strict() && (mode == OnFailure.Mode.SKIP || mode == OnFailure.Mode.CONTINUE)) {
      step.outOfRange("onFailure", "A gate takes only `fail` or the id of a step; write one.");
      return OnFailure.FAIL;
    }
    return new OnFailure(mode, mode == OnFailure.Mode.RUN ? word : null);
  }

  private static Execution execution(Cursor step, KindReader kind) {
    Execution execution = step.word("execution", EXECUTIONS);
    boolean calls = kind.calls(step);
    if (calls && execution == Execution.INLINE) {
      step.notYet("execution", "A step that calls cannot run inline yet; write visible.");
      return Execution.VISIBLE;
    }
    return Objects.requireNonNullElse(execution, calls ? Execution.VISIBLE : Execution.INLINE);
  }

  /** Ids of a field, or those of {@code dependsOn}. */
  static List<String> idsOr(Cursor step, String field, List<String> otherwise) {
    List<String> ids = step.texts(field);
    return ids == null ? new ArrayList<>(otherwise) : ids;
  }
}
