package dev.cadre.workflows.simulation;

import dev.cadre.workflows.gate.DecideGate;
import dev.cadre.workflows.gate.DecisionAnswer;
import dev.cadre.workflows.gate.SignalledDecision;
import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.Steer;
import dev.cadre.workflows.step.GateStep;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.WorkflowReplayer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Runs a plan in its world, and gives it from outside what the model gave it. */
final class Director {

  /** The plan is not where the model says. */
  static final class Astray extends AssertionError {
    private static final long serialVersionUID = 1L;

    Astray(String why) {
      super(why);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Worlds worlds;
  private final Script script;
  private final Expectation expected;
  private final Plan plan;
  private final World world;
  private final Seen seen;
  private final PlanId id = new PlanId(UUID.randomUUID());
  private final PlanWorkflow workflow;

  Director(Worlds worlds, Plan plan, Script script, Expectation expected) {
    this.worlds = worlds;
    this.plan = plan;
    this.script = script;
    this.expected = expected;
    world = new World(plan, script, worlds.environment::currentTimeMillis);
    seen = world.seen;
    worlds.add(id.workflowId(), world);
    workflow = client().newWorkflowStub(PlanWorkflow.class, id.workflowId());
  }

  private WorkflowClient client() {
    return worlds.environment.getWorkflowClient();
  }

  Seen seen() {
    return seen;
  }

  /** Runs it to the end; the end, null of a cancelled plan. */
  PlanEnd run() {
    try {
      start();
      for (int i = 0; i < expected.stages().size(); i++) {
        Stage stage = expected.stages().get(i);
        settle(i, stage);
        move(stage.move());
      }
      return end();
    } catch (RuntimeException | AssertionError e) {
      WorkflowStub.fromTyped(workflow).terminate("astray");
      throw e;
    } finally {
      worlds.remove(id.workflowId());
    }
  }

  private void start() {
    world.onCall =
        count -> {
          if (count == script.pausesAt()) {
            workflow.steer(new Steer(true));
          }
        };
    WorkflowOptions options =
        WorkflowOptions.newBuilder().setTaskQueue("cadre").setWorkflowId(id.workflowId()).build();
    PlanWorkflow starter = client().newWorkflowStub(PlanWorkflow.class, options);
    WorkflowClient.start(starter::run, new StartPlan(TenantId.DEMO, id, 1));
    expected.notices().forEach(this::notices);
    plan.steps().stream()
        .filter(GateStep.class::isInstance)
        .forEach(gate ->
            new Reviewers(script)
                .early("/" + gate.id())
                .forEach(message -> signal(gate.id(), null, message)));
  }

  private void notices(String signal, int count) {
    for (int i = 0; i < count; i++) {
      workflow.notice(new Notice(signal, Map.of("number", i), null));
    }
  }

  /** Waits until the plan stands where it should. */
  private void settle(int number, Stage stage) {
    double budget = 1.5 * stage.late() + 90;
    long end = System.nanoTime() + PATIENCE.toNanos();
    double step = 0.1;
    while (!stands(stage)) {
      if (seen.close != null || System.nanoTime() > end) {
        throw new Astray("at stage " + number + " " + stage + ", but seen are " + described());
      }
      step = Math.min(step * 1.6, budget / 8);
      if (budget > step) {
        budget -= step;
        worlds.environment.sleep(Duration.ofMillis((long) (step * 1000)));
      } else {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  private String described() {
    return (seen.close == null ? workflow.status().status() : seen.close)
        + " "
        + seen.openGates()
        + " "
        + seen.waiting()
        + " "
        + seen.rows;
  }

  private boolean stands(Stage stage) {
    if (!seen.quiet() || seen.close != null) {
      return false;
    }
    if (!stage.paused() && seen.status == PlanStatus.PAUSED) {
      workflow.steer(new Steer(false));
      return false;
    }
    PlanStatus status = stage.paused() ? PlanStatus.PAUSED : PlanStatus.WAITING;
    return seen.openGates().equals(stage.gates())
        && seen.waiting().equals(stage.waits())
        && seen.status == status
        && workflow.status().status() == status;
  }

  private void move(Stage.Move move) {
    switch (move) {
      case Stage.Move.Answer answer -> answer(answer);
      case Stage.Move.Notices notices -> notices(notices.signal(), notices.count());
      case Stage.Move.Pass pass -> {
        long until = world.began().toEpochMilli() + (long) (pass.until() * 1000);
        long left = until - worlds.environment.currentTimeMillis();
        worlds.environment.sleep(Duration.ofMillis(Math.max(1, left)));
      }
      case Stage.Move.Steer steer -> workflow.steer(new Steer(steer.paused()));
      case Stage.Move.Cancel _ -> WorkflowStub.fromTyped(workflow).cancel();
    }
  }

  private void answer(Stage.Move.Answer answer) {
    Seen.Opening opening = seen.opening(answer.place(), answer.opening());
    String gate = opening.fact.gate().toString();
    Message message = answer.message();
    String digest =
        switch (message.digest()) {
          case RIGHT -> opening.fact.digest();
          case STALE -> "sha256:0";
          case NONE -> null;
        };
    int judged = seen.judged();
    DecisionAnswer given;
    if (message.signal()) {
      signal(gate, digest, message);
      return;
    }
    given = workflow.decide(decision(gate, digest, message));
    boolean refused = given.refusal() != null;
    if (refused ? !answer.refusals().contains(given.refusal()) : !answer.refusals().isEmpty()) {
      throw new Astray("answered " + given + " to " + answer);
    }
    if (given.outcome() != answer.outcome()) {
      throw new Astray("answered " + given + " to " + answer + " after " + judged);
    }
  }

  private static DecideGate decision(String gate, String digest, Message message) {
    return new DecideGate(
        gate,
        message.verdict(),
        digest,
        message.comment(),
        message.edited() == null ? null : Map.of("n", message.edited()),
        null,
        message.steps(),
        message.reviewer(),
        message.outsider() ? Set.of("member") : Set.of("reviewer"),
        false);
  }

  private void signal(String gate, String digest, Message message) {
    workflow.signalDecision(
        new SignalledDecision(
            gate,
            message.verdict().name(),
            digest,
            message.comment(),
            message.edited() == null ? null : Map.of("n", message.edited()),
            null,
            message.steps(),
            message.reviewer(),
            null));
  }

  private PlanEnd end() {
    try {
      while (true) {
        try {
          return WorkflowStub.fromTyped(workflow).getResult(1, TimeUnit.SECONDS, PlanEnd.class);
        } catch (TimeoutException e) {
          if (seen.status != PlanStatus.PAUSED) {
            throw new Astray("does not end: " + described());
          }
          workflow.steer(new Steer(false));
        }
      }
    } catch (WorkflowException e) {
      return null;
    }
  }

  /** Replays the history of every part of the run. */
  void replay() throws Exception {
    for (String part : List.copyOf(seen.parts)) {
      WorkflowReplayer.replayWorkflowExecution(
          client().fetchHistory(id.workflowId(), part), worlds.worker);
    }
  }
}
