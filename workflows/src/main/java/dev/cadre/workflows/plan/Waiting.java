package dev.cadre.workflows.plan;

import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.runtime.WorkflowTime;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.WaitStep;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Waits for a time or a signal; a pause of the plan does not put it off. */
final class Waiting {

  private final RunParts parts;
  private final Scope scope;
  private final Values values;

  Waiting(RunParts parts, Scope scope, Values values) {
    this.parts = parts;
    this.scope = scope;
    this.values = values;
  }

  /**
   * Waits.
   *
   * @param rest as {@link #rest} said
   */
  Ending run(WaitStep wait, int position, @Nullable Duration rest) {
    int occurrence = scope.state().occurrence(position);
    Duration timeout = wait.options().timeout();
    boolean limited = timeout.compareTo(StepOptions.NO_TIMEOUT) < 0;
    if (rest != null) {
      rest = parts.ends().left(wait.id(), occurrence, rest);
      timeout = limited ? parts.ends().leftOfTimeout(wait.id(), occurrence, timeout) : timeout;
    } else if (limited) {
      timeout = parts.ends().left(wait.id(), occurrence, timeout);
    }
    scope.facts().moved(position, StepState.WAITING, null, null);
    boolean met = rest == null ? signalled(wait, timeout) : passed(rest, timeout);
    parts.ends().over(wait.id(), occurrence);
    if (scope.stopped()) {
      return new Ending.Stopped();
    }
    if (!met) {
      throw StepFailed.timeout();
    }
    Output output = output(wait);
    scope.facts().committed(position, output, "wait");
    return new Ending.Done(output);
  }

  private Output output(WaitStep wait) {
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    made.put("at", WorkflowTime.now().toString());
    if (wait.signal() != null) {
      made.put("payload", parts.signals().take(wait.signal()));
    }
    return Output.of(made);
  }

  /** How long a wait for a time takes; null for one that waits for a signal. */
  @Nullable Duration rest(WaitStep wait, int position) {
    String until = wait.until();
    if (until == null) {
      return wait.duration();
    }
    String pointer = scope.pointer(position) + "/until";
    String text = values.text(until, pointer);
    Instant end =
        WaitStep.time(text)
            .orElseThrow(() ->
                new StepFailed(
                    FailureCategory.EXPRESSION_ERROR.name(), pointer + ": " + WaitStep.NO_TIME));
    return Duration.between(WorkflowTime.now(), end);
  }

  private boolean passed(Duration rest, Duration timeout) {
    boolean whole = rest.compareTo(timeout) <= 0;
    Duration wait = whole ? rest : timeout;
    if (wait.isPositive()) {
      Workflow.await(wait, scope::stopped);
    }
    return whole;
  }

  private boolean signalled(WaitStep wait, Duration timeout) {
    String signal = Objects.requireNonNull(wait.signal());
    BooleanSupplier here = () -> scope.stopped() || parts.signals().has(signal);
    if (timeout.compareTo(StepOptions.NO_TIMEOUT) >= 0) {
      Workflow.await(here::getAsBoolean);
      return true;
    }
    return timeout.isPositive() ? Workflow.await(timeout, here::getAsBoolean) : here.getAsBoolean();
  }
}
