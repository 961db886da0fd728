package dev.cadre.workflows.plan;

import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.ChoiceStep;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepOptions;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.step.WaitStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Adds each choice to the dependencies of the steps in its branches. */
final class Branches {

  private Branches() {}

  static List<StepDraft> join(List<StepDraft> drafts) {
    Map<String, Set<String>> choices = new HashMap<>();
    for (StepDraft draft : drafts) {
      if (draft.step() instanceof ChoiceStep choice) {
        choice.then().forEach(id -> name(choices, id, choice.id()));
        choice.otherwise().forEach(id -> name(choices, id, choice.id()));
      }
    }
    return drafts.stream().map(draft -> joined(draft, choices.get(draft.id()))).toList();
  }

  private static void name(Map<String, Set<String>> choices, String step, String choice) {
    if (!step.isEmpty() && !choice.isEmpty()) {
      choices.computeIfAbsent(step, _ -> new LinkedHashSet<>()).add(choice);
    }
  }

  private static StepDraft joined(StepDraft draft, @Nullable Set<String> choices) {
    if (choices == null) {
      return draft;
    }
    Set<String> missing = new LinkedHashSet<>(choices);
    missing.removeAll(draft.dependsOn());
    if (missing.isEmpty()) {
      return draft;
    }
    List<String> all = new ArrayList<>(draft.dependsOn());
    all.addAll(missing);
    Step step = draft.step();
    return new StepDraft(
        draft.pointer(), draft.id(), all, step == null ? null : with(step, all), draft.nested());
  }

  private static Step with(Step step, List<String> dependsOn) {
    StepOptions o = step.options();
    StepOptions options =
        new StepOptions(
            dependsOn,
            o.when(),
            o.timeout(),
            o.attemptTimeout(),
            o.retry(),
            o.onFailure(),
            o.execution());
    return switch (step) {
      case AgentStep s ->
          new AgentStep(
              s.id(), options, s.agent(), s.prompt(), s.route(), s.schema(), s.maxTokens());
      case ToolStep s -> new ToolStep(s.id(), options, s.tool(), s.arguments(), s.repeatable());
      case ChoiceStep s -> new ChoiceStep(s.id(), options, s.condition(), s.then(), s.otherwise());
      case AggregateStep s ->
          new AggregateStep(
              s.id(), options, s.of(), s.strategy(), s.separator(), s.by(), s.agent(), s.route());
      case GateStep s ->
          new GateStep(s.id(), options, s.title(), s.show(), s.audience(), s.deadline());
      case MapStep s -> new MapStep(s.id(), options, s.over(), s.as(), s.concurrency(), s.step());
      case LoopStep s -> new LoopStep(s.id(), options, s.step(), s.until(), s.max());
      case WaitStep s -> new WaitStep(s.id(), options, s.duration(), s.until(), s.signal());
      case SubplanStep s -> new SubplanStep(s.id(), options, s.input(), s.steps(), s.result());
    };
  }
}
