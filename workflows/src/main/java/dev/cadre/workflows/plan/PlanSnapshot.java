package dev.cadre.workflows.plan;

import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.OutputFormat;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.StepState;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that a run of a plan starts from, fixed when it starts.
 *
 * @param agents those that the plan names, as they were
 * @param routes the targets of each step that calls a model, as they were; dropped targets are not
 *     in it
 * @param repeatableTools tools whose repeat does no harm
 * @param tools those that the plan and its agents name, as they were
 * @param assertedDecisions whether the tenant takes decisions of asserted identity without a digest
 * @param prior what earlier runs left; empty at the first
 * @param historyLimit events after which the run goes on in a new history; null for the default
 * @param formats of outputs, by name, as they were; null in what an earlier version wrote
 * @param said by reviewers in earlier runs, in its order; empty at the first
 */
public record PlanSnapshot(
    Plan plan,
    String requester,
    Output input,
    Map<String, AgentSpec> agents,
    Map<String, List<RouteTarget>> routes,
    Set<String> repeatableTools,
    Map<String, ToolSpec> tools,
    boolean assertedDecisions,
    List<PriorStep> prior,
    @Nullable Integer historyLimit,
    @Nullable Map<String, OutputFormat> formats,
    List<Said> said) {

  public PlanSnapshot {
    agents = Map.copyOf(agents);
    routes = Map.copyOf(routes);
    repeatableTools = Set.copyOf(repeatableTools);
    tools = known(tools);
    prior = List.copyOf(prior);
    formats = formats == null ? null : Map.copyOf(formats);
    said = known(said);
  }

  /** One that an earlier version wrote has none. */
  private static List<Said> known(@Nullable List<Said> said) {
    return said == null ? List.of() : List.copyOf(said);
  }

  /** One that an earlier version wrote has none. */
  private static Map<String, ToolSpec> known(@Nullable Map<String, ToolSpec> tools) {
    return tools == null ? Map.of() : Map.copyOf(tools);
  }

  /** The same for the next part of a run. */
  public PlanSnapshot goingOn(List<PriorStep> left) {
    return new PlanSnapshot(
        plan,
        requester,
        input,
        agents,
        routes,
        repeatableTools,
        tools,
        assertedDecisions,
        left,
        historyLimit,
        formats,
        said);
  }

  /** The format of a step's output; empty where it has a schema of its own, or no format. */
  public Optional<OutputFormat> format(Step step) {
    return switch (step) {
      case AgentStep s ->
          Optional.ofNullable(agents.get(s.agent()))
              .flatMap(agent -> format(agent.output()))
              .filter(format -> s.schema() == null || s.schema().equals(format.schema()));
      case ToolStep s -> Optional.ofNullable(tools.get(s.tool())).flatMap(t -> format(t.format()));
      default -> Optional.empty();
    };
  }

  private Optional<OutputFormat> format(@Nullable String name) {
    return name == null || formats == null
        ? Optional.empty()
        : Optional.ofNullable(formats.get(name));
  }

  /**
   * A step as it was left.
   *
   * @param reason why it was skipped or failed
   * @param left true of an instance's step that an earlier run ended without a result and this one
   *     has not begun anew; else null, as in what an earlier version wrote
   * @param keptFrom of a container: the earlier occurrence whose results stand, where this one has
   *     none; null in what an earlier version wrote
   */
  public record PriorStep(
      String step,
      int occurrence,
      StepState state,
      @Nullable String reason,
      @Nullable Output output,
      @Nullable Boolean left,
      @Nullable Integer keptFrom) {

    /** Whether the step is to be tried anew, also where the same run goes on. */
    boolean wasLeft() {
      return Boolean.TRUE.equals(left);
    }
  }
}
