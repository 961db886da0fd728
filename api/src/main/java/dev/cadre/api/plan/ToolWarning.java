package dev.cadre.api.plan;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.ToolStep;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The tool steps of a plan whose tools cannot work now: a credential or a part is missing, which
 * may be there when the step's turn comes. What agents have is not named: their models do without.
 */
final class ToolWarning {

  private static final int MOST = 100;

  private ToolWarning() {}

  /** The tools that steps of a plan call. */
  static Set<String> tools(Plan plan) {
    return steps(plan).map(ToolStep::tool).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Those of a plan.
   *
   * @param unready by name of the tool, why it cannot work
   */
  static List<PlanWarning> of(Plan plan, Map<String, String> unready) {
    return steps(plan)
        .filter(step -> unready.containsKey(step.tool()))
        .limit(MOST)
        .map(step ->
            new PlanWarning(
                "TOOL_NOT_READY",
                PlanSteps.get(plan, step.id()).pointer(),
                "The tool " + step.tool() + " cannot work now. " + unready.get(step.tool())))
        .toList();
  }

  private static Stream<ToolStep> steps(Plan plan) {
    return PlanSteps.all(plan.steps())
        .flatMap(step -> step instanceof ToolStep tool ? Stream.of(tool) : Stream.empty());
  }
}
