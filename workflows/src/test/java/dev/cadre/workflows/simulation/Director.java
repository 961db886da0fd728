package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.Notice;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.PlanWorkflow;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.plan.Steer;
import dev.cadre.workflows.tenant.TenantId;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Runs a plan in its world, and gives it from outside what the model gave it. */
final class Director {

  /** The plan is not where the model says. */
  static final class Astray extends AssertionError {
    private static final long serialVersionUID = 1L;

    Astray(String why) {
      super(why);
    }
  }

  /**
   * The server does not go on, for whatever reason; what it says of its clock. So it is when it has
   * lost a workflow task ({@link Worlds#rests}) or a workflow has ended beside an activity ({@link
   * Remains}).
   */
  static final class Standstill extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Standstill(String what, String clock) {
      super(what + "\n" + clock);
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(25);

  private final Worlds worlds;
  private final Script script;
  private Expectation expected;
  private int run;
  private final Plan plan;
  private final World world;
  private final Seen seen;
  private final Awaited awaited;
  private final PlanId id = new PlanId(UUID.randomUUID());
  private PlanWorkflow workflow;
  private Doors doors;

  Director(Worlds worlds, Plan plan, Script script, Map<String, Object> kept) {
    this.worlds = worlds;
    this.plan = plan;
    this.script = script;
    world = new World(plan, script, kept, worlds.environment::currentTimeMillis);
    seen = world.seen;
    awaited = new Awaited(seen);
  }

  private WorkflowClient client() {
    return worlds.environment.getWorkflowClient();
  }

  Seen seen() {
    return seen;
  }

  /** The failed plan is to be tried again. */
  void retry() {
    world.retry();
  }

  /** Runs it, or its next run, to the end; null of a cancelled plan. */
  PlanEnd run(Expectation next) {
    expected = next;
    run++;
    worlds.add(id.workflowId(), world);
    workflow = client().newWorkflowStub(PlanWorkflow.class, id.workflowId());
    doors = new Doors(workflow, seen);
    try {
      start();
      for (int i = 0; i < expected.stages().size(); i++) {
        Stage stage = expected.stages().get(i);
        settle(i, stage);
        move(stage.move());
      }
      return end();
    } catch (RuntimeException | AssertionError e) {
      stop();
      throw e;
    } finally {
      worlds.remove(id.workflowId());
    }
  }

  private void stop() {
    try {
      WorkflowStub.fromTyped(workflow).terminate("astray");
    } catch (WorkflowException e) {
      // It has ended.
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
    WorkflowClient.start(starter::run, new StartPlan(TenantId.DEMO, id, run));
    expected.notices().forEach(this::notices);
    if (run == 1) {
      doors.early(plan, new Reviewers(script));
    }
  }

  private void notices(String signal, int count) {
    for (int i = 0; i < count; i++) {
      workflow.notice(new Notice(signal, Map.of("number", i), null));
    }
  }

  /** Waits until the plan stands where it should. */
  private void settle(int number, Stage stage) {
    until(
        stage.late(),
        () -> stands(stage),
        () -> "at stage " + number + " " + stage + ", but seen are " + described());
  }

  /** Waits; some time of the plan passes meanwhile, but not so much that anything is over. */
  private void until(double late, BooleanSupplier condition, Supplier<String> otherwise) {
    double budget = 1.5 * late + 90;
    double step = 0.1;
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new Astray(otherwise.get());
      }
      step = Math.min(step * 1.6, budget / 8);
      if (budget > step) {
        budget -= step;
        worlds.sleep(Duration.ofMillis((long) (step * 1000)));
      } else {
        LockSupport.parkNanos(5_000_000);
      }
    }
  }

  /** After a pause of a moment. */
  private void resume() {
    try {
      workflow.steer(new Steer(false));
    } catch (WorkflowException e) {
      // It has ended meanwhile.
    }
  }

  private String described() {
    return (seen.close == null ? workflow.status().status() : seen.close)
        + ", told "
        + seen.status
        + (seen.quiet() ? " " : ", calls at work ")
        + awaited.gates()
        + " "
        + awaited.waits()
        + " "
        + seen.rows;
  }

  private boolean stands(Stage stage) {
    if (seen.close != null) {
      throw new Astray("ends by " + seen.close + ", expected " + stage);
    }
    if (!seen.quiet()) {
      return false;
    }
    if (!stage.paused() && seen.status == PlanStatus.PAUSED) {
      resume();
      return false;
    }
    PlanStatus status = stage.paused() ? PlanStatus.PAUSED : PlanStatus.WAITING;
    return awaited.gates().equals(stage.gates())
        && awaited.waits().equals(stage.waits())
        && seen.status == status
        && worlds.rests(id.workflowId())
        && workflow.status().status() == status;
  }

  private void move(Stage.Move move) {
    switch (move) {
      case Stage.Move.Answer answer -> doors.answer(answer);
      case Stage.Move.Notices notices -> notices(notices.signal(), notices.count());
      case Stage.Move.Pass pass -> {
        long until = world.began.toEpochMilli() + (long) (pass.until() * 1000);
        long left = until - worlds.environment.currentTimeMillis();
        worlds.sleep(Duration.ofMillis(Math.max(1, left)));
      }
      case Stage.Move.Steer steer -> workflow.steer(new Steer(steer.paused()));
      case Stage.Move.Cancel _ -> WorkflowStub.fromTyped(workflow).cancel();
    }
  }

  private PlanEnd end() {
    until(
        expected.late(),
        () -> {
          if (seen.status == PlanStatus.PAUSED && !expected.paused()) {
            resume();
          }
          return seen.close != null;
        },
        () -> "does not end: " + described());
    try {
      return worlds
          .patient()
          .newUntypedWorkflowStub(id.workflowId())
          .getResult(PATIENCE.toSeconds(), TimeUnit.SECONDS, PlanEnd.class);
    } catch (WorkflowException e) {
      return null;
    } catch (TimeoutException e) {
      throw new Standstill("The plan is closed, but does not end.", worlds.clock());
    }
  }

  /** The history of every part of the run so far. */
  List<WorkflowExecutionHistory> histories() {
    return worlds.histories(id.workflowId(), List.copyOf(seen.parts));
  }
}
