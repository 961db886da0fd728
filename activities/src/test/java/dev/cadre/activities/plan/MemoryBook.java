package dev.cadre.activities.plan;

import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.Expressions;
import dev.cadre.workflows.expression.Templates;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.Aggregate;
import dev.cadre.workflows.plan.Aggregates;
import dev.cadre.workflows.plan.Bindings;
import dev.cadre.workflows.plan.CheckEdit;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.EnterContainer;
import dev.cadre.workflows.plan.Entered;
import dev.cadre.workflows.plan.EvaluateCondition;
import dev.cadre.workflows.plan.Instances;
import dev.cadre.workflows.plan.LeaveContainer;
import dev.cadre.workflows.plan.MapItems;
import dev.cadre.workflows.plan.Names;
import dev.cadre.workflows.plan.PlanBook;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.StepReads;
import dev.cadre.workflows.step.AgentStep;
import dev.cadre.workflows.step.AggregateStep;
import dev.cadre.workflows.step.AttemptKey;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.CallModel;
import dev.cadre.workflows.step.CallTool;
import dev.cadre.workflows.step.ExpireAttempt;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.LoopStep;
import dev.cadre.workflows.step.MapStep;
import dev.cadre.workflows.step.Output;
import dev.cadre.workflows.step.SubplanStep;
import dev.cadre.workflows.step.ToolStep;
import io.temporal.activity.Activity;
import io.temporal.common.converter.EncodedValues;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The plan's bookkeeping and its calls, in memory: expressions are evaluated as they are. */
final class MemoryBook implements PlanBook {

  private static final RouteTarget TARGET =
      new RouteTarget("local", "m", 1000, 100, 400, BigDecimal.ONE, BigDecimal.ONE, null, false);

  private final Map<PlanId, MemoryPlan> plans = new ConcurrentHashMap<>();

  void add(PlanId id, MemoryPlan plan) {
    plans.put(id, plan);
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    MemoryPlan memory = plans.get(start.plan());
    Map<String, List<RouteTarget>> routes = new HashMap<>();
    PlanSteps.all(memory.plan.steps()).forEach(step -> routes.put(step.id(), List.of(TARGET)));
    return new PlanSnapshot(
        memory.plan,
        "requester",
        Output.of(memory.input),
        Map.of(),
        routes,
        Set.of(),
        Map.of(),
        true,
        List.of(),
        null,
        null,
        List.of());
  }

  @Override
  public boolean record(RecordFacts batch) {
    batch.facts().forEach(plans.get(batch.plan())::write);
    return false;
  }

  @Override
  public boolean evaluate(EvaluateCondition asked) {
    MemoryPlan memory = plans.get(asked.plan());
    Set<String> names = memory.names(asked.frames());
    return MemoryPlan.evaluate(
        asked.pointer(),
        () -> {
          Set<String> named = StepReads.expression(asked.expression(), names);
          Bindings bindings = memory.bindings(named, asked.uses(), asked.frames());
          return (Boolean)
              Expressions.compile(asked.expression(), names).evaluate(bindings.variables());
        });
  }

  @Override
  public String render(EvaluateCondition text) {
    MemoryPlan memory = plans.get(text.plan());
    return MemoryPlan.evaluate(
        text.pointer(),
        () -> {
          Set<String> named = StepReads.templates(text.expression(), memory.names(text.frames()));
          return Templates.text(
              text.expression(), memory.bindings(named, text.uses(), text.frames()).variables());
        });
  }

  @Override
  public String check(CheckEdit edit) {
    return "";
  }

  @Override
  public AttemptResult aggregate(Aggregate asked) {
    MemoryPlan memory = plans.get(asked.plan());
    PlanSteps.Found found = memory.find(asked.step());
    AggregateStep step = (AggregateStep) found.step();
    Bindings bindings = bindings(memory, found, asked.uses(), asked.frames());
    Object value =
        MemoryPlan.evaluate(
            found.pointer(), () -> Aggregates.of(step, found.names(), bindings).value());
    return memory.commit(step.id(), asked.occurrence(), Frame.last(asked.frames()), value);
  }

  private static Bindings bindings(
      MemoryPlan memory, PlanSteps.Found found, Map<String, Integer> uses, List<Frame> frames) {
    return MemoryPlan.evaluate(
        found.pointer(),
        () -> memory.bindings(StepReads.of(found.step(), found.names()), uses, frames));
  }

  @Override
  public Entered enter(EnterContainer container) {
    MemoryPlan memory = plans.get(container.plan());
    PlanSteps.Found found = memory.find(container.step());
    Bindings bindings = bindings(memory, found, container.uses(), container.frames());
    List<?> items =
        switch (found.step()) {
          case MapStep map ->
              MemoryPlan.evaluate(
                  found.pointer() + "/over", () -> MapItems.of(map, found.names(), bindings));
          case SubplanStep subplan ->
              MemoryPlan.evaluate(
                  found.pointer() + "/input",
                  () -> Arrays.asList(Templates.render(subplan.input(), bindings.variables())));
          default -> List.of();
        };
    memory.enter(container.step(), container.occurrence(), items);
    int base =
        memory.base(
            container.step() + "/" + container.occurrence(),
            Instances.reserved(found.step(), items.size()));
    return new Entered(items.size(), base, List.of());
  }

  @Override
  public AttemptResult leave(LeaveContainer container) {
    MemoryPlan memory = plans.get(container.plan());
    PlanSteps.Found found = memory.find(container.step());
    List<Frame> frames = container.frames();
    return switch (found.step()) {
      case MapStep map -> {
        List<Object> made = new ArrayList<>();
        container
            .items()
            .forEach(occurrence -> made.add(memory.value(map.step().id(), occurrence)));
        yield leave(memory, container, frames, made);
      }
      case LoopStep loop -> {
        Integer last = container.uses().get(loop.step().id());
        Object value = last == null ? null : memory.value(loop.step().id(), last);
        yield leave(memory, container, frames, value);
      }
      case SubplanStep subplan ->
          leave(
              memory,
              container,
              frames.subList(0, frames.size() - 1),
              MemoryPlan.evaluate(
                  found.pointer() + "/result",
                  () -> result(memory, subplan, found.namesInside(), container)));
      default -> throw new IllegalStateException(container.step() + " holds no steps");
    };
  }

  private static Object result(
      MemoryPlan memory, SubplanStep subplan, Set<String> names, LeaveContainer container)
      throws ExpressionException {
    Set<String> named = PlanResults.reads(subplan.steps(), subplan.result(), names);
    return PlanResults.of(
        subplan.steps(),
        subplan.result(),
        memory.bindings(named, container.uses(), container.frames()));
  }

  private static AttemptResult leave(
      MemoryPlan memory, LeaveContainer container, List<Frame> frames, Object value) {
    return memory.commit(container.step(), container.occurrence(), Frame.last(frames), value);
  }

  @Override
  public AttemptResult expire(ExpireAttempt attempt) {
    return null;
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    MemoryPlan memory = plans.get(close.plan());
    PlanEnd end = new PlanEnd(close.status(), close.reason(), close.step());
    if (close.status() == PlanStatus.COMPLETED) {
      try {
        Set<String> names = Names.of(List.of());
        Set<String> named = PlanResults.reads(memory.plan.steps(), memory.plan.result(), names);
        memory.result =
            PlanResults.of(
                memory.plan.steps(),
                memory.plan.result(),
                memory.bindings(named, close.uses(), List.of()));
      } catch (ExpressionException e) {
        end = new PlanEnd(PlanStatus.FAILED, FailureCategory.EXPRESSION_ERROR.name(), null);
      }
    }
    memory.end = end;
    return end;
  }

  /** A call of a model or a tool. */
  Object call(EncodedValues arguments) {
    boolean model = Activity.getExecutionContext().getInfo().getActivityType().startsWith("llm.");
    if (model) {
      CallModel call = arguments.get(0, CallModel.class);
      return call(call.key(), call.uses(), call.frames());
    }
    CallTool call = arguments.get(0, CallTool.class);
    return call(call.key(), call.uses(), call.frames());
  }

  private Object call(AttemptKey key, Map<String, Integer> uses, List<Frame> frames) {
    MemoryPlan memory = plans.get(key.plan());
    PlanSteps.Found found = memory.find(key.step());
    Bindings bindings = bindings(memory, found, uses, frames);
    switch (found.step()) {
      case AgentStep agent ->
          MemoryPlan.evaluate(
              found.pointer(), () -> Templates.text(agent.prompt(), bindings.variables()));
      case ToolStep tool ->
          MemoryPlan.evaluate(
              found.pointer() + "/arguments",
              () -> Templates.render(tool.arguments(), bindings.variables()));
      case AggregateStep aggregate ->
          MemoryPlan.evaluate(found.pointer(), () -> Aggregates.given(aggregate, bindings));
      default -> throw new IllegalStateException(key.step() + " calls nothing");
    }
    Object answer = memory.answer(key.step());
    return memory.commit(key.step(), key.occurrence(), Frame.last(frames), answer);
  }
}
