package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteGrammar;
import dev.cadre.workflows.llm.Routes;
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
import dev.cadre.workflows.tool.ToolSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a plan names in the catalogue: agents, tools with their arguments, and models. */
final class CatalogueChecks {

  private final Plan plan;
  private final Catalogue catalogue;
  private final Problems problems;
  private final Map<String, Optional<AgentSpec>> agents = new HashMap<>();
  private final Map<String, Optional<ToolSpec>> tools = new HashMap<>();

  CatalogueChecks(Plan plan, Catalogue catalogue, Problems problems) {
    this.plan = plan;
    this.catalogue = catalogue;
    this.problems = problems;
  }

  void run(List<StepDraft> drafts) {
    for (StepDraft draft : drafts) {
      if (problems.full()) {
        return;
      }
      Step step = draft.step();
      switch (step) {
        case AgentStep s -> agent(draft, s, s.agent(), s.route());
        case AggregateStep s -> agent(draft, s, s.agent(), s.route());
        case ToolStep s -> tool(draft, s);
        case ChoiceStep _, GateStep _, MapStep _, LoopStep _, WaitStep _, SubplanStep _ -> {}
        case null -> {}
      }
    }
  }

  private void agent(StepDraft draft, Step step, @Nullable String name, List<String> route) {
    boolean wrong = grammar(draft, route);
    if (name == null || name.isEmpty()) {
      return;
    }
    Optional<AgentSpec> agent = agents.computeIfAbsent(name, catalogue::agent);
    String why = agent.isEmpty() ? catalogue.whyNot(name).orElse(null) : null;
    if (why != null) {
      problems.add(
          Problem.Code.AGENT_INACTIVE,
          draft.pointer() + "/agent",
          "The agent `" + name + "` may not be named now. " + why);
    } else if (agent.isEmpty()) {
      problems.add(
          Problem.Code.UNKNOWN_AGENT,
          draft.pointer() + "/agent",
          "There is no agent `"
              + name
              + "`; "
              + Nearest.hint(name, catalogue.agentNames(), "name one of the catalogue."));
    }
    if (!wrong && (agent.isPresent() || !route.isEmpty())) {
      targets(draft, step, Routes.resolve(step, plan, catalogue), route.isEmpty());
    }
  }

  private boolean grammar(StepDraft draft, List<String> route) {
    boolean wrong = false;
    for (int j = 0; j < route.size(); j++) {
      String problem = RouteGrammar.problem(route.get(j)).orElse(null);
      if (problem != null) {
        wrong = true;
        problems.add(Problem.Code.OUT_OF_RANGE, draft.pointer() + "/route/" + j, problem);
      }
    }
    return wrong;
  }

  private void targets(StepDraft draft, Step step, Routes.Resolution found, boolean inherited) {
    List<Routes.Dropped> unsized =
        found.dropped().stream().filter(d -> d.reason() == Routes.Reason.NEEDS_MAX_TOKENS).toList();
    if (step instanceof AgentStep
        && !unsized.isEmpty()
        && (!inherited || found.targets().isEmpty())) {
      problems.add(
          Problem.Code.MISSING_FIELD,
          draft.pointer(),
          "`maxTokens` is missing; "
              + unsized.getFirst().target()
              + " does not say how much it can write.");
    } else if (found.targets().isEmpty()) {
      none(draft, step, found, inherited);
    }
  }

  private void none(StepDraft draft, Step step, Routes.Resolution found, boolean inherited) {
    if (step instanceof AgentStep agent && agent.maxTokens() != null && found.onlyTooManyTokens()) {
      problems.add(
          Problem.Code.OUT_OF_RANGE,
          draft.pointer() + "/maxTokens",
          "`maxTokens` is over what the route's models can write; lower it: " + found.why() + ".");
      return;
    }
    problems.add(
        Problem.Code.NO_TARGET,
        draft.pointer() + (inherited ? "/agent" : "/route"),
        "No target of the route can be called: " + found.why() + ".");
  }

  private void tool(StepDraft draft, ToolStep step) {
    if (step.tool().isEmpty()) {
      return;
    }
    Optional<ToolSpec> found = tools.computeIfAbsent(step.tool(), catalogue::tool);
    if (found.isEmpty()) {
      problems.add(
          Problem.Code.UNKNOWN_TOOL,
          draft.pointer() + "/tool",
          "There is no tool `"
              + step.tool()
              + "`; "
              + Nearest.hint(step.tool(), catalogue.toolNames(), "name one of the catalogue."));
      return;
    }
    arguments(draft, step, found.get());
  }

  private void arguments(StepDraft draft, ToolStep step, ToolSpec spec) {
    String pointer = draft.pointer() + "/arguments";
    Set<String> known = spec.arguments();
    for (String argument : step.arguments().keySet()) {
      if (!known.contains(argument)) {
        problems.add(
            Problem.Code.UNKNOWN_FIELD,
            pointer + Pointers.token(argument),
            "The tool takes no argument `"
                + argument
                + "`; "
                + Nearest.hint(argument, known, "remove it."));
      }
    }
    List<String> missing = new ArrayList<>(spec.required());
    missing.removeAll(step.arguments().keySet());
    for (String argument : missing) {
      // Reported once at the object that stands, or at the step when it has no arguments at all.
      problems.add(
          Problem.Code.MISSING_FIELD,
          step.arguments().isEmpty() ? draft.pointer() : pointer,
          "The tool needs the argument `" + argument + "`; add it.");
    }
  }
}
