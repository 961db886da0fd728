package dev.cadre.workflows.plan;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.SignalledDecision;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Runs one plan. Workflow id {@code plan-<id>}; Temporal's cancellation cancels the plan. */
@WorkflowInterface
public interface PlanWorkflow {

  /** Name of the update that decides a gate. */
  String DECIDE_UPDATE = "decideGate";

  /** Name of the signal of the plan's operators. */
  String STEER_SIGNAL = "steer";

  /** Name of the signal that something is active again for which steps may wait. */
  String WAKE_SIGNAL = "wake";

  /** Name of the signal for {@code wait} steps. */
  String NOTIFY_SIGNAL = "notify";

  @WorkflowMethod(name = "Plan")
  PlanEnd run(StartPlan start);

  /** A decision through a door that knows the reviewer. A refusal is an answer, not an error. */
  @UpdateMethod(name = DECIDE_UPDATE)
  DecisionAnswer decide(DecideGate decision);

  /** The same decision as a plain signal; its identity is asserted. */
  @SignalMethod(name = "decide")
  void signalDecision(SignalledDecision decision);

  /** An order of the plan's operators. */
  @SignalMethod(name = STEER_SIGNAL)
  void steer(Steer order);

  /** An agent is active again. */
  @SignalMethod(name = WAKE_SIGNAL)
  void wake();

  /** Something that a {@code wait} step waits for. */
  @SignalMethod(name = NOTIFY_SIGNAL)
  void notice(Notice notice);

  /** The plan's state for operators. */
  @QueryMethod(name = "status")
  PlanProgress status();
}
