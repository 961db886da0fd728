package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.StepOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what steps have in common, as far as a kind has it. */
final class OptionsReader {

  private static final Map<String, Execution> EXECUTIONS = Words.of(Execution.values());
  private static final int MAX_TRIES = 10;

  private final Cursor step;
  private final KindReader kind;
  private final boolean alone;

  private OptionsReader(Cursor step, KindReader kind, boolean alone) {
    this.step = step;
    this.kind = kind;
    this.alone = alone;
  }

  /**
   * Reads the options of a step.
   *
   * @param alone whether no other step stands beside it
   */
  static StepOptions read(Cursor step, List<String> dependsOn, KindReader kind, boolean alone) {
    return new OptionsReader(step, kind, alone).options(dependsOn);
  }

  private StepOptions options(List<String> dependsOn) {
    String when = kind.guarded() ? step.condition("when") : null;
    if (kind.waits()) {
      Duration timeout =
          Objects.requireNonNullElse(step.duration("timeout", false), StepOptions.NO_TIMEOUT);
      return new StepOptions(
          dependsOn, when, timeout, timeout, Retry.ONCE, onFailure(), Execution.INLINE);
    }
    Execution execution = execution();
    boolean inline = execution == Execution.INLINE && kind.calls(step);
    Duration timeout = inline ? inlineTimeout() : timeout();
    Duration attempt = inline ? inlineAttempt(timeout) : attempt(timeout);
    return new StepOptions(dependsOn, when, timeout, attempt, retry(), onFailure(), execution);
  }

  private Duration timeout() {
    return Objects.requireNonNullElse(step.duration("timeout", false), StepOptions.DEFAULT_TIMEOUT);
  }

  private Duration attempt(Duration timeout) {
    Duration attempt = step.duration("attemptTimeout", false);
    if (attempt == null) {
      return shorter(StepOptions.DEFAULT_ATTEMPT_TIMEOUT, timeout);
    }
    if (attempt.compareTo(timeout) > 0) {
      step.outOfRange(
          "attemptTimeout", "`attemptTimeout` is over the step's timeout; make it shorter.");
    }
    return attempt;
  }

  private Duration inlineTimeout() {
    return within("timeout", StepOptions.INLINE_TIMEOUT, StepOptions.INLINE_TIMEOUT);
  }

  private Duration inlineAttempt(Duration timeout) {
    return within(
        "attemptTimeout",
        StepOptions.INLINE_ATTEMPT_TIMEOUT,
        shorter(StepOptions.INLINE_ATTEMPT_TIMEOUT, timeout));
  }

  private Duration within(String field, Duration longest, Duration most) {
    Duration duration = step.duration(field, false);
    if (duration == null) {
      return most;
    }
    if (duration.compareTo(longest) > 0) {
      step.outOfRange(
          field,
          "Inline, `"
              + field
              + "` is at most "
              + longest
              + "; shorten it or write execution: visible.");
      return most;
    }
    if (duration.compareTo(most) > 0) {
      step.outOfRange(field, "`" + field + "` is over the step's timeout; make it shorter.");
    }
    return duration;
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private Retry retry() {
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

  private OnFailure onFailure() {
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
    String refusal = refusal(mode);
    if (refusal != null) {
      step.outOfRange("onFailure", refusal);
      return OnFailure.FAIL;
    }
    return new OnFailure(mode, mode == OnFailure.Mode.RUN ? word : null);
  }

  private @Nullable String refusal(OnFailure.Mode mode) {
    return switch (mode) {
      case FAIL -> null;
      case SKIP, CONTINUE -> {
        if (!kind.strict()) {
          yield null;
        }
        yield alone
            ? "A gate in a map or a loop takes only `fail`; write it."
            : "A gate takes only `fail` or the id of a step; write one.";
      }
      case RUN -> {
        if (!alone) {
          yield null;
        }
        yield kind.strict()
            ? "A gate in a map or a loop takes only `fail`; write it."
            : "No other step stands beside that of a map or a loop; write fail, skip or continue.";
      }
    };
  }

  private Execution execution() {
    Execution execution = step.word("execution", EXECUTIONS);
    boolean calls = kind.calls(step);
    if (calls && execution == Execution.INLINE && !kind.quick(step)) {
      step.outOfRange(
          "execution", "An aggregate that calls a model cannot do so inline; write visible.");
      return Execution.VISIBLE;
    }
    return Objects.requireNonNullElse(execution, calls ? Execution.VISIBLE : Execution.INLINE);
  }
}
