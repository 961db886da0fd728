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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a plan needs of a catalogue, nested steps included.
 *
 * @param agents by name
 * @param routes the targets of each step that calls a model, by the step's id
 * @param repeatableTools tools of the plan whose repeat does no harm
 */
public record PlanNeeds(
    Map<String, AgentSpec> agents,
    Map<String, List<RouteTarget>> routes,
    Set<String> repeatableTools) {

  public PlanNeeds {
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
    return new PlanNeeds(agents, routes, repeatable(plan, catalogue));
  }

  private static @Nullable String agent(Step step) {
    return switch (step) {
      case AgentStep agent -> agent.agent();
      case AggregateStep aggregate -> aggregate.agent();
      default -> null;
    };
  }

  private static Set<String> repeatable(Plan plan, Catalogue catalogue) {
    return PlanSteps.all(plan.steps())
        .flatMap(step -> step instanceof ToolStep tool ? Stream.of(tool.tool()) : Stream.of())
        .filter(tool -> catalogue.tool(tool).map(ToolSpec::idempotent).orElse(false))
        .collect(Collectors.toUnmodifiableSet());
  }
}
