package dev.cadre.api;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.GateOutcome;
import dev.cadre.workflows.gate.Refusal;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanProgress;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.Steer;
import io.temporal.workflow.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands in for the plan's workflow: judges by digest, and counts. */
public class ScriptedPlan implements PlanWorkflow {

  static final String DIGEST = "sha256:" + "0".repeat(64);
  static final AtomicInteger DECISIONS = new AtomicInteger();
  static final AtomicInteger WOKEN = new AtomicInteger();
  static final List<Steer> STEERED = new CopyOnWriteArrayList<>();
  static final List<Notice> NOTICED = new CopyOnWriteArrayList<>();

  @Override
  public PlanEnd run(StartPlan start) {
    Workflow.await(() -> false);
    return new PlanEnd(PlanStatus.COMPLETED, null, null);
  }

  @Override
  public DecisionAnswer decide(DecideGate decision) {
    DECISIONS.incrementAndGet();
    if ("own".equals(decision.comment())) {
      return refused(decision);
    }
    boolean right = DIGEST.equals(decision.digest());
    return new DecisionAnswer(
        decision.gate(),
        1,
        decision.decision(),
        decision.reviewer(),
        right ? null : Refusal.DIGEST_MISMATCH,
        right ? "The gate is approved." : "Another digest.",
        right ? GateOutcome.APPROVED : null,
        Instant.ofEpochMilli(Workflow.currentTimeMillis()));
  }

  private static DecisionAnswer refused(DecideGate decision) {
    return new DecisionAnswer(
        decision.gate(),
        1,
        decision.decision(),
        decision.reviewer(),
        Refusal.FOUR_EYES,
        "Not your own plan.",
        null,
        Instant.ofEpochMilli(Workflow.currentTimeMillis()));
  }

  @Override
  public void signalDecision(SignalledDecision decision) {}

  @Override
  public void steer(Steer order) {
    STEERED.add(order);
  }

  @Override
  public void wake() {
    WOKEN.incrementAndGet();
  }

  @Override
  public void notice(Notice notice) {
    NOTICED.add(notice);
  }

  @Override
  public PlanProgress status() {
    return new PlanProgress(PlanStatus.RUNNING, Map.of(), List.of());
  }
}
