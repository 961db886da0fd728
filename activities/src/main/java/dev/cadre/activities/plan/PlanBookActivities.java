package dev.cadre.activities.plan;

import dev.cadre.activities.step.Failures;
import dev.cadre.stores.plan.Opening;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.step.Results;
import dev.cadre.workflows.agent.AgentSpec;
import dev.cadre.workflows.agent.Catalogue;
import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.llm.Routes;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanBook;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.ToolStep;
import dev.cadre.workflows.tenant.TenantId;
import dev.cadre.workflows.tool.ToolSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The plan's bookkeeping; runs as local activities. */
public final class PlanBookActivities implements PlanBook {

  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  private final PlanBookStore store;
  private final Snapshots snapshots;
  private final Results results;
  private final Supplier<? extends Catalogue> catalogue;

  /**
   * Over these parts.
   *
   * @param catalogue as it is now; what a plan needs of it is fixed when it opens
   */
  public PlanBookActivities(
      PlanBookStore store,
      Snapshots snapshots,
      Results results,
      Supplier<? extends Catalogue> catalogue) {
    this.store = store;
    this.snapshots = snapshots;
    this.results = results;
    this.catalogue = catalogue;
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    Opening opening = await(store.opening(start));
    PlanSnapshot stored = opening.stored();
    return stored != null ? stored : await(store.fix(start, snapshot(opening, catalogue.get())));
  }

  private static PlanSnapshot snapshot(Opening opening, Catalogue catalogue) {
    Plan plan = opening.plan();
    Map<String, AgentSpec> agents = new HashMap<>();
    Map<String, List<RouteTarget>> routes = new HashMap<>();
    for (Step step : plan.steps()) {
      String name = agent(step);
      if (name != null) {
        catalogue.agent(name).ifPresent(agent -> agents.put(name, agent));
        routes.put(step.id(), Routes.resolve(step, plan, catalogue).targets());
      }
    }
    return new PlanSnapshot(
        plan,
        opening.requester(),
        opening.input(),
        agents,
        routes,
        repeatable(plan, catalogue),
        opening.assertedDecisions(),
        opening.prior());
  }

  private static @Nullable String agent(Step step) {
    return switch (step) {
      case AgentStep agent -> agent.agent();
      case AggregateStep aggregate -> aggregate.agent();
      default -> null;
    };
  }

  private static Set<String> repeatable(Plan plan, Catalogue catalogue) {
    return plan.steps().stream()
        .flatMap(step -> step instanceof ToolStep tool ? Stream.of(tool.tool()) : Stream.of())
        .filter(tool -> catalogue.tool(tool).map(ToolSpec::idempotent).orElse(false))
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void record(RecordFacts facts) {
    store.record(facts).block(STORE_WAIT);
  }

  @Override
  public boolean evaluate(EvaluateCondition condition) {
    Bindings bindings =
        bindings(condition.tenant(), condition.plan(), condition.run(), condition.uses());
    try {
      Object value =
          Expressions.compile(condition.expression(), bindings.variables().keySet())
              .evaluate(bindings.variables());
      if (value instanceof Boolean truth) {
        return truth;
      }
      throw new ExpressionException("The condition does not yield true or false; compare values.");
    } catch (ExpressionException e) {
      throw Failures.expression(condition.pointer(), e);
    }
  }

  @Override
  public AttemptResult aggregate(Aggregate aggregate) {
    PlanSnapshot snapshot = snapshot(aggregate.tenant(), aggregate.plan(), aggregate.run());
    Bindings bindings =
        await(
            Bindings.read(
                results, aggregate.tenant(), aggregate.plan(), snapshot, aggregate.uses()));
    AggregateStep step = step(snapshot, aggregate.step());
    try {
      Aggregates.Joined joined = Aggregates.of(step, bindings);
      return await(
          store
              .commit(aggregate, joined.value(), joined.pickedFrom())
              .switchIfEmpty(Mono.error(PlanBookActivities::closed)));
    } catch (ExpressionException e) {
      throw Failures.expression("/steps/" + snapshot.plan().steps().indexOf(step), e);
    }
  }

  private static AggregateStep step(PlanSnapshot snapshot, String id) {
    return snapshot.plan().steps().stream()
        .filter(step -> step.id().equals(id))
        .map(AggregateStep.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the plan has no step " + id));
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    if (close.status() != PlanStatus.COMPLETED) {
      return await(store.close(close, null));
    }
    PlanSnapshot snapshot = snapshot(close.tenant(), close.plan(), close.run());
    Bindings bindings =
        await(Bindings.read(results, close.tenant(), close.plan(), snapshot, close.uses()));
    try {
      return await(store.close(close, PlanResults.of(snapshot.plan(), bindings)));
    } catch (ExpressionException e) {
      return await(store.close(failed(close, e), null));
    }
  }

  private static ClosePlan failed(ClosePlan close, ExpressionException e) {
    return new ClosePlan(
        close.tenant(),
        close.plan(),
        close.run(),
        PlanStatus.FAILED,
        FailureCategory.EXPRESSION_ERROR.name(),
        null,
        "/result: " + e.getMessage(),
        close.uses());
  }

  private PlanSnapshot snapshot(TenantId tenant, PlanId plan, int run) {
    return await(
        snapshots.of(tenant, plan, run).switchIfEmpty(Mono.error(PlanBookActivities::closed)));
  }

  private Bindings bindings(TenantId tenant, PlanId plan, int run, Map<String, Integer> uses) {
    return await(Bindings.read(results, tenant, plan, snapshot(tenant, plan, run), uses));
  }

  private static RuntimeException closed() {
    return Failures.of(
        Failures.notCalled(FailureCategory.PLAN_CLOSED, "The plan has ended or runs again."));
  }

  private static <T> T await(Mono<T> mono) {
    return Objects.requireNonNull(mono.block(STORE_WAIT), "the store gave nothing");
  }
}
