package dev.cadre.api.plan;

import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.Routes;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.Step;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Targets that a plan names itself and that are never called while others are: a model's name is
 * misspelt, or its price is missing. What an agent's own route names is not told.
 */
final class RouteWarning {

  private static final Set<Routes.Reason> TOLD =
      Set.of(Routes.Reason.UNKNOWN_MODEL, Routes.Reason.UNKNOWN_PRICE);

  private static final int MOST = 100;

  private RouteWarning() {}

  /** Those of a plan without problems. */
  static List<PlanWarning> of(Plan plan, Catalogue catalogue) {
    return PlanSteps.all(plan.steps())
        .filter(RouteWarning::namesTargets)
        .flatMap(step -> dropped(step, plan, catalogue))
        .limit(MOST)
        .toList();
  }

  private static boolean namesTargets(Step step) {
    return switch (step) {
      case AgentStep agent -> !agent.route().isEmpty();
      case AggregateStep aggregate -> !aggregate.route().isEmpty();
      default -> false;
    };
  }

  private static Stream<PlanWarning> dropped(Step step, Plan plan, Catalogue catalogue) {
    return Routes.resolve(step, plan, catalogue).dropped().stream()
        .filter(dropped -> TOLD.contains(dropped.reason()))
        .map(dropped ->
            new PlanWarning(
                "TARGET_NOT_CALLED",
                PlanSteps.get(plan, step.id()).pointer() + "/route",
                dropped.target()
                    + " is not called, the rest of the route is: "
                    + dropped.message()
                    + ". ./cadre model list shows what there is."));
  }
}
