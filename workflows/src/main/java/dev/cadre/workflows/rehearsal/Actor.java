package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Aggregates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.StepSchedule;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Ending;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepFailed;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Does what a step that holds no others would do, as far as its own work goes. */
final class Actor {

  /** Every call takes as long as any other. */
  private static final Duration CALL = Duration.ofSeconds(1);

  private static final Duration DECISION = Duration.ofMinutes(1);

  /** Why something fails that was told to. */
  static final String TOLD = "The dry run was told so.";

  private static final String NOT_TAKEN = "The arguments do not fit the tool's schema: ";

  /** Who decides. */
  private static final String REVIEWER = "dry run";

  private final Stage stage;
  private final Vision vision;

  Actor(Stage stage, Vision vision) {
    this.stage = stage;
    this.vision = vision;
  }

  /**
   * Does it.
   *
   * @throws StepFailed when one of the step's own expressions fails
   */
  Act act(Step step) {
    Act act =
        switch (step) {
          case AgentStep agent -> agent(agent);
          case ToolStep tool -> tool(tool);
          case AggregateStep aggregate -> aggregate(aggregate);
          case ChoiceStep choice -> choice(choice);
          case GateStep gate -> gate(gate);
          case WaitStep wait -> waiting(wait);
          case MapStep _, LoopStep _, SubplanStep _ ->
              throw new IllegalArgumentException(step.id() + " holds steps");
        };
    String failure = stage.mocks().failures().get(step.id());
    return failure != null && act.ending() instanceof Ending.Done
        ? new Act(act.takes(), new Ending.Failed(failure, TOLD), false)
        : act;
  }

  private Act agent(AgentStep step) {
    Bindings bindings = vision.work(step);
    vision.evaluate(stage.pointer(step), () -> Templates.text(step.prompt(), bindings.variables()));
    return call(step, () -> sample(step));
  }

  /** What an agent that nothing is said about answers. */
  static @Nullable Object sample(AgentStep step) {
    return step.schema() == null
        ? "output of " + step.id()
        : SchemaSample.of(step.schema(), "output of " + step.id());
  }

  private Act tool(ToolStep step) {
    Bindings bindings = vision.work(step);
    Object rendered =
        vision.evaluate(
            stage.pointer(step) + "/arguments",
            () -> Templates.render(step.arguments(), bindings.variables()));
    String problem = stage.problem(step.tool(), rendered);
    return problem.isEmpty()
        ? call(step, () -> answer(Map.of()))
        : Act.of(new Ending.Failed(FailureCategory.TOOL_FAILED.name(), NOT_TAKEN + problem + "."));
  }

  /** A tool's answer with the fields that are said, and for all others those of an empty one. */
  static Map<String, @Nullable Object> answer(Map<?, ?> said) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("status", 200L);
    answer.put("headers", Map.of());
    answer.put("body", null);
    said.forEach((name, value) -> answer.put(String.valueOf(name), value));
    return answer;
  }

  private Act aggregate(AggregateStep step) {
    Bindings bindings = vision.work(step);
    String pointer = stage.pointer(step);
    if (!step.calls()) {
      Aggregates.Joined joined =
          vision.evaluate(pointer, () -> Aggregates.of(step, vision.names(), bindings));
      return done(Duration.ZERO, joined.value(), false);
    }
    String first = vision.evaluate(pointer, () -> Aggregates.given(step, bindings)).getFirst();
    boolean judges = step.strategy() == AggregateStep.Strategy.PICK_BEST;
    return call(step, () -> judges ? bindings.outputs().get(first) : "output of " + step.id());
  }

  private Act choice(ChoiceStep step) {
    boolean met = vision.condition(step.condition(), stage.pointer(step) + "/when");
    return done(Duration.ZERO, StepSchedule.output(step, met), false);
  }

  private Act gate(GateStep step) {
    Bindings bindings = vision.work(step);
    vision.evaluate(
        stage.pointer(step) + "/title", () -> Templates.text(step.title(), bindings.variables()));
    Verdict verdict = stage.mocks().decisions().getOrDefault(step.id(), Verdict.GO);
    return verdict == Verdict.REJECT
        ? new Act(DECISION, new Ending.Failed("REJECTED", null), false)
        : done(DECISION, Map.of("decision", verdict.name(), "reviewer", REVIEWER), false);
  }

  /** One for a signal has it at once. */
  private Act waiting(WaitStep step) {
    Duration rest = rest(step);
    Duration timeout = step.options().timeout();
    if (rest.compareTo(timeout) > 0) {
      return new Act(timeout, StepFailed.timeout().ending(), false);
    }
    Duration takes = rest.isNegative() ? Duration.ZERO : rest;
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    made.put("at", stage.agenda().now().plus(takes).toString());
    String signal = step.signal();
    if (signal != null) {
      made.put("payload", stage.mocks().signals().get(signal));
    }
    boolean sampled = signal != null && !stage.mocks().signals().containsKey(signal);
    if (sampled) {
      stage.makeUp();
    }
    return done(takes, made, sampled);
  }

  private Duration rest(WaitStep step) {
    String until = step.until();
    if (until == null) {
      return Objects.requireNonNullElse(step.duration(), Duration.ZERO);
    }
    String pointer = stage.pointer(step) + "/until";
    Bindings bindings = vision.work(step);
    Instant end =
        vision.evaluate(
            pointer,
            () ->
                WaitStep.time(Templates.text(until, bindings.variables()))
                    .orElseThrow(() -> new ExpressionException(WaitStep.NO_TIME)));
    return Duration.between(stage.agenda().now(), end);
  }

  private Act call(Step step, Supplier<? extends @Nullable Object> otherwise) {
    Optional<Stage.Said> said = stage.said(step);
    if (said.isPresent()) {
      return done(CALL, said.get().value(), false);
    }
    stage.makeUp();
    return done(CALL, otherwise.get(), true);
  }

  private Act done(Duration takes, @Nullable Object value, boolean sampled) {
    return new Act(takes, new Ending.Done(stage.output(value)), sampled);
  }
}
