package dev.cadre.api.plan;

import dev.cadre.api.access.Caller;
import dev.cadre.api.agent.ToolReadiness;
import dev.cadre.stores.access.Accounts;
import dev.cadre.workflows.plan.Plan;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Finds what does not forbid a plan and may still stop it. */
@Component
class PlanWarnings {

  private final Accounts accounts;
  private final ToolReadiness tools;

  PlanWarnings(Accounts accounts, ToolReadiness tools) {
    this.accounts = accounts;
    this.tools = tools;
  }

  /** Of a plan without problems, which the caller would submit. */
  Mono<List<PlanWarning>> of(Caller caller, PlanDoor.Checked checked) {
    Plan plan = checked.reading().plan();
    List<PlanWarning> routes = RouteWarning.of(plan, checked.usable());
    return Mono.zip(
        gates(caller, plan),
        tools(caller, plan),
        (gates, unready) -> Stream.of(gates, unready, routes).flatMap(List::stream).toList());
  }

  private Mono<List<PlanWarning>> gates(Caller caller, Plan plan) {
    return GateWarning.possible(plan)
        ? accounts
            .members(caller.tenant())
            .map(members -> GateWarning.of(plan, caller.name(), members))
        : Mono.just(List.of());
  }

  private Mono<List<PlanWarning>> tools(Caller caller, Plan plan) {
    return tools
        .unready(caller, ToolWarning.tools(plan))
        .map(unready -> ToolWarning.of(plan, unready));
  }
}
