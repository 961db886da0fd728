package dev.cadre.workflows.plan;

import dev.cadre.workflows.event.Fact;
import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.gate.Verdict;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** One plan of a test: its world, its workflow, and what a test asks of them. */
record RunningPlan(
    PlanId id, FakeWorld world, PlanWorkflow workflow, TestWorkflowEnvironment environment) {

  private static final int MOST_TRIES = 5;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  void start() {
    WorkflowClient.start(workflow::run, new StartPlan(TenantId.DEMO, id, 1));
  }

  /** The plan has failed and is tried again, as its second run. */
  RunningPlan retried() {
    return retried(2);
  }

  /** The same as a later one. */
  RunningPlan retried(int number) {
    WorkflowOptions options =
        WorkflowOptions.newBuilder().setTaskQueue("cadre").setWorkflowId(id.workflowId()).build();
    PlanWorkflow next =
        environment.getWorkflowClient().newWorkflowStub(PlanWorkflow.class, options);
    world.closed = null;
    WorkflowClient.start(next::run, new StartPlan(TenantId.DEMO, id, number));
    return new RunningPlan(id, world, next, environment);
  }

  /**
   * Decides. The in-memory server forgets an update that comes as a part of the run ends, and says
   * so; the same decision of the same reviewer counts once, so it is sent again.
   */
  DecisionAnswer decide(DecideGate decision) {
    for (int tries = 1; ; tries++) {
      try {
        return workflow.decide(decision);
      } catch (WorkflowNotFoundException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        environment.sleep(Duration.ofMillis(50));
      }
    }
  }

  PlanEnd end() {
    return WorkflowStub.fromTyped(workflow).getResult(PlanEnd.class);
  }

  /** That of one part. */
  WorkflowExecutionHistory history(String run) {
    return environment.getWorkflowClient().fetchHistory(id.workflowId(), run);
  }

  WorkflowExecutionHistory history() {
    return environment.getWorkflowClient().fetchHistory(id.workflowId());
  }

  /** Waits; the server's time goes on meanwhile. */
  void until(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not met in " + PATIENCE);
      }
      environment.sleep(Duration.ofMillis(50));
    }
  }

  /**
   * Tells it what concerns nobody until its history is long enough, and it goes on in a new one.
   */
  void handsOver() {
    int before = world.parts.get();
    until(() -> {
      workflow.signalDecision(signal("nobody", "GO", "someone"));
      return world.parts.get() > before;
    });
  }

  /** The gate that opens as this occurrence; the server's time goes on meanwhile. */
  Fact.GateOpened openedGate(int occurrence) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      for (Fact fact : world.facts) {
        if (fact instanceof Fact.GateOpened opened && opened.occurrence() == occurrence) {
          return opened;
        }
      }
      environment.sleep(Duration.ofMillis(50));
    }
    throw new AssertionError("no gate opened as occurrence " + occurrence + ": " + world.facts);
  }

  /** The gate that opens as the number-th of the plan, from 1. */
  Fact.GateOpened gateNumber(int number) {
    until(() -> gates().size() >= number);
    return gates().get(number - 1);
  }

  private List<Fact.GateOpened> gates() {
    return world.facts.stream()
        .filter(Fact.GateOpened.class::isInstance)
        .map(Fact.GateOpened.class::cast)
        .toList();
  }

  List<String> moves() {
    return world.facts.stream()
        .filter(Fact.StepMoved.class::isInstance)
        .map(Fact.StepMoved.class::cast)
        .map(moved -> moved.step() + " " + moved.state() + " " + moved.reason())
        .toList();
  }

  static DecideGate by(String reviewer, Fact.GateOpened gate, Verdict verdict) {
    return by(reviewer, gate, verdict, null, null);
  }

  static DecideGate by(
      String reviewer, Fact.GateOpened gate, Verdict verdict, String comment, Object output) {
    return new DecideGate(
        gate.gate().toString(),
        verdict,
        gate.digest(),
        comment,
        output,
        null,
        List.of(),
        reviewer,
        Set.of("reviewer"),
        false);
  }

  static SignalledDecision signal(String gate, String decision, String reviewer) {
    return new SignalledDecision(gate, decision, null, null, null, null, null, reviewer, null);
  }
}
