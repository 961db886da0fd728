package dev.cadre.activities.step;

import dev.cadre.activities.tool.ToolOffers;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.tenant.Permits;
import dev.cadre.stores.tool.Talk;
import dev.cadre.stores.tool.Talks;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.tenant.TenantId;
import java.util.Collections;
import java.util.function.Function;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/** The tools of agents: which of them a model is offered now, and what was said about them. */
final class AgentTools {

  /** Calls of a model in one occurrence of a step; in the last one it has to answer. */
  static final int MOST_TURNS = 8;

  private final Talks talks;
  private final Function<TenantId, Mono<Permits>> permits;
  private final Supplier<? extends Catalogue> catalogue;
  private final ToolTypes types;

  /**
   * Over these parts.
   *
   * @param permits of a tenant, as they are now
   */
  AgentTools(
      Talks talks,
      Function<TenantId, Mono<Permits>> permits,
      Supplier<? extends Catalogue> catalogue,
      ToolTypes types) {
    this.talks = talks;
    this.permits = permits;
    this.catalogue = catalogue;
    this.types = types;
  }

  /** Of one call; none where the step's agent has none. */
  Prompts.Tools of(CallModel call, PlanReads.Read read, RouteTarget target) {
    AgentSpec agent =
        read.step() instanceof AgentStep step ? read.snapshot().agents().get(step.agent()) : null;
    if (agent == null || Collections.disjoint(agent.tools(), read.snapshot().tools().keySet())) {
      return Prompts.Tools.NONE;
    }
    Talk talk = LedgerCalls.await(talks.before(call.tenant(), call.key()));
    ToolOffers offers =
        target.takesTools()
            ? ToolOffers.of(
                agent,
                read.snapshot().tools(),
                LedgerCalls.await(permits.apply(call.tenant())),
                types.working(call.tenant()),
                name -> catalogue.get().tool(name).isPresent())
            : ToolOffers.NONE;
    return new Prompts.Tools(offers, call.key().turn() < MOST_TURNS - 1, talk);
  }
}
