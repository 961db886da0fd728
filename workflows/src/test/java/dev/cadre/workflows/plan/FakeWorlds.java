package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import io.temporal.activity.Activity;
import io.temporal.common.converter.EncodedValues;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The worlds of all plans of one worker: what a plan calls, its own world answers. */
final class FakeWorlds implements PlanBook {

  private final Map<String, FakeWorld> worlds = new ConcurrentHashMap<>();

  FakeWorld add(PlanId id, Plan plan) {
    FakeWorld world = new FakeWorld(plan);
    worlds.put(id.workflowId(), world);
    return world;
  }

  private FakeWorld mine() {
    return worlds.get(Activity.getExecutionContext().getInfo().getWorkflowId());
  }

  Object call(EncodedValues arguments) {
    return mine().targets.call(arguments);
  }

  @Override
  public PlanSnapshot open(StartPlan start) {
    return mine().open(start);
  }

  @Override
  public boolean record(RecordFacts batch) {
    return mine().record(batch);
  }

  @Override
  public boolean evaluate(EvaluateCondition condition) {
    return mine().evaluate(condition);
  }

  @Override
  public String render(EvaluateCondition text) {
    return mine().render(text);
  }

  @Override
  public String check(CheckEdit edit) {
    return mine().check(edit);
  }

  @Override
  public AttemptResult aggregate(Aggregate aggregate) {
    return mine().aggregate(aggregate);
  }

  @Override
  public Entered enter(EnterContainer container) {
    return mine().enter(container);
  }

  @Override
  public AttemptResult leave(LeaveContainer container) {
    return mine().leave(container);
  }

  @Override
  public AttemptResult expire(ExpireAttempt attempt) {
    return mine().expire(attempt);
  }

  @Override
  public PlanEnd close(ClosePlan close) {
    return mine().close(close);
  }
}
