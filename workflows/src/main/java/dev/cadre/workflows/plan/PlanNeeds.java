package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.llm.Routes;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs of a catalogue, nested steps included.
 *
 * @param agents by name
 * @param routes the targets of each step that calls a model, by the step's id
 * @param repeatableTools tools of the plan whose repeat does no harm
 * @param tools those of the plan and of its agents, by name
 */
public record PlanNeeds(
    Map<String, AgentSpec> agents,
    Map<String, List<RouteTarget>> routes,
    Set<String> repeatableTools,
    Map<String, ToolSpec> tools) {

  public PlanNeeds {
    tools = Map.copyOf(tools);
    agents = Map.copyOf(agents);
    routes = Map.copyOf(routes);
    repeatableTools = Set.copyOf(repeatableTools);
  }

  /** As the catalogue is now. */
  public static PlanNeeds of(Plan plan, Catalogue catalogue) {
    Map<String, AgentSpec> agents = new HashMap<>();
    Map<String, List<RouteTarget>> routes = new HashMap<>();
    PlanSteps.all(plan.steps())
        .forEach(step -> {
          String name = agent(step);
          if (name != null) {
            catalogue.agent(name).ifPresent(agent -> agents.put(name, agent));
            routes.put(step.id(), Routes.resolve(step, plan, catalogue).targets());
          }
        });
    Map<String, ToolSpec> tools = tools(plan, agents.values(), catalogue);
    return new PlanNeeds(agents, routes, repeatable(plan, tools), tools);
  }

  /** The name by which a step calls its agent; null where it has none. */
  public static @Nullable String agent(Step step) {
    return switch (step) {
      case AgentStep agent -> agent.agent();
      case AggregateStep aggregate -> aggregate.agent();
      default -> null;
    };
  }

  private static Map<String, ToolSpec> tools(
      Plan plan, Collection<AgentSpec> agents, Catalogue catalogue) {
    return Stream.concat(called(plan), agents.stream().flatMap(agent -> agent.tools().stream()))
        .distinct()
        .flatMap(name -> catalogue.tool(name).stream())
        .collect(Collectors.toUnmodifiableMap(ToolSpec::name, Function.identity()));
  }

  private static Set<String> repeatable(Plan plan, Map<String, ToolSpec> tools) {
    return called(plan)
        .filter(name -> tools.containsKey(name) && tools.get(name).idempotent())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** By the plan's own steps. */
  private static Stream<String> called(Plan plan) {
    return PlanSteps.all(plan.steps())
        .flatMap(step -> step instanceof ToolStep tool ? Stream.of(tool.tool()) : Stream.of());
  }
}
