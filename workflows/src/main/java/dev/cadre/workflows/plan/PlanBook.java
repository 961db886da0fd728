package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.RecordFacts;
import dev.cadre.workflows.step.AttemptResult;
import dev.cadre.workflows.step.ExpireAttempt;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;
import org.jspecify.annotations.Nullable;

/** The plan's bookkeeping; called as local activities. Each method is idempotent. */
@ActivityInterface
public interface PlanBook {

  /** Fixes and returns what this run starts from, and writes the plan RUNNING. */
  @ActivityMethod(name = "plan.open")
  PlanSnapshot open(StartPlan start);

  /**
   * Writes a batch of facts: rows and events, in one transaction; a batch that stands already
   * changes nothing.
   *
   * @return whether the plan's end stands already, as a workflow task that is done once more has
   *     written it; not told in earlier histories
   */
  @ActivityMethod(name = "plan.record")
  boolean record(RecordFacts facts);

  /**
   * Evaluates a condition that reads a blob.
   *
   * @throws io.temporal.failure.ApplicationFailure EXPRESSION_ERROR, with an {@code
   *     AttemptFailure}, when it fails
   */
  @ActivityMethod(name = "plan.evaluate")
  boolean evaluate(EvaluateCondition condition);

  /**
   * Renders a text that reads a blob.
   *
   * @throws io.temporal.failure.ApplicationFailure EXPRESSION_ERROR, as above
   */
  @ActivityMethod(name = "plan.render")
  String render(EvaluateCondition text);

  /**
   * What is wrong with an output that a reviewer wrote for a step, by its schema; empty when
   * nothing is.
   */
  @ActivityMethod(name = "plan.check")
  String check(CheckEdit edit);

  /**
   * Commits what an aggregate that calls no model yields.
   *
   * @throws io.temporal.failure.ApplicationFailure EXPRESSION_ERROR when {@code by} fails
   */
  @ActivityMethod(name = "plan.aggregate")
  AttemptResult aggregate(Aggregate aggregate);

  /**
   * Evaluates and keeps what a container binds for its instances.
   *
   * @throws io.temporal.failure.ApplicationFailure EXPRESSION_ERROR when that fails, or a map's
   *     {@code over} is no list or too long
   */
  @ActivityMethod(name = "plan.enter")
  Entered enter(EnterContainer container);

  /**
   * Commits a container's output.
   *
   * @throws io.temporal.failure.ApplicationFailure EXPRESSION_ERROR when a subplan's {@code result}
   *     fails, or the output is too large
   */
  @ActivityMethod(name = "plan.leave")
  AttemptResult leave(LeaveContainer container);

  /**
   * Gives up an attempt whose time is over.
   *
   * @return the step's result, where it was committed before; else null
   */
  @ActivityMethod(name = "plan.expire")
  @Nullable AttemptResult expire(ExpireAttempt attempt);

  /** Ends the plan unless it has ended, evaluating its result; returns the end that stands. */
  @ActivityMethod(name = "plan.close")
  PlanEnd close(ClosePlan close);
}
