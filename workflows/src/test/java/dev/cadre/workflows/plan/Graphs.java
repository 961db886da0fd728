package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.Audience;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.Execution;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.OnFailure;
import dev.cadre.workflows.step.Retry;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Plans for tests, in few words. */
final class Graphs {

  private Graphs() {}

  static Plan plan(Step... steps) {
    return new Plan(
        "test", null, PlanType.TEST, Priority.NORMAL, List.of(), null, List.of(steps), null);
  }

  static StepOptions after(String... needs) {
    return options(null, OnFailure.FAIL, needs);
  }

  static StepOptions options(String when, OnFailure onFailure, String... needs) {
    return new StepOptions(
        List.of(needs),
        when,
        StepOptions.DEFAULT_TIMEOUT,
        StepOptions.DEFAULT_ATTEMPT_TIMEOUT,
        Retry.ONCE,
        onFailure,
        Execution.VISIBLE);
  }

  static AgentStep agent(String id, String... needs) {
    return agent(id, after(needs));
  }

  static AgentStep agent(String id, StepOptions options) {
    StringBuilder prompt = new StringBuilder(id);
    options
        .dependsOn()
        .forEach(need -> prompt.append(" {{ steps.").append(need).append(".output }}"));
    return new AgentStep(id, options, "writer", prompt.toString(), List.of(), null, null);
  }

  static ToolStep tool(String id, StepOptions options) {
    return new ToolStep(id, options, "http-post", Map.of(), false);
  }

  static ChoiceStep choice(
      String id, String condition, List<String> then, List<String> otherwise, String... needs) {
    return new ChoiceStep(id, after(needs), condition, then, otherwise);
  }

  static AggregateStep concat(String id, String... of) {
    return new AggregateStep(
        id, after(of), List.of(of), AggregateStep.Strategy.CONCAT, "\n\n", null, null, List.of());
  }

  static GateStep gate(String id, String... shown) {
    return gate(id, Audience.DEFAULT, null, OnFailure.FAIL, shown);
  }

  static GateStep gate(
      String id, Audience audience, Duration deadline, OnFailure onFailure, String... shown) {
    return new GateStep(
        id, options(null, onFailure, shown), "Fine?", List.of(shown), audience, deadline);
  }

  static StepOptions unlimited(String... needs) {
    return limited(StepOptions.NO_TIMEOUT, OnFailure.FAIL, needs);
  }

  static StepOptions limited(Duration timeout, OnFailure onFailure, String... needs) {
    return new StepOptions(
        List.of(needs), null, timeout, timeout, Retry.ONCE, onFailure, Execution.INLINE);
  }

  static MapStep map(String id, int concurrency, Step step, String... needs) {
    return new MapStep(id, unlimited(needs), "input.items", null, concurrency, step);
  }

  static LoopStep loop(String id, Step step, String until, int max, String... needs) {
    return new LoopStep(id, unlimited(needs), step, until, max);
  }

  static SubplanStep subplan(String id, List<Step> steps, String... needs) {
    return new SubplanStep(id, unlimited(needs), Map.of(), steps, null);
  }

  static WaitStep signal(String id, String name, String... needs) {
    return new WaitStep(id, unlimited(needs), null, null, name);
  }
}
