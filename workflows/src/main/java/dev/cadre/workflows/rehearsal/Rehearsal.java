package dev.cadre.workflows.rehearsal;

import dev.cadre.workflows.expression.ExpressionException;
import dev.cadre.workflows.expression.WorkTime;
import dev.cadre.workflows.llm.FailureCategory;
import dev.cadre.workflows.plan.Halt;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanGraph;
import dev.cadre.workflows.plan.PlanResults;
import dev.cadre.workflows.plan.PlanState;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.step.Output;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs a plan to its end with what a caller says that the world answers. The graph, its states and
 * its expressions are those of the plan's workflow, so a plan takes the same way here as there.
 * Time passes only in here: each call takes as long as any other, a decision longer, a wait as long
 * as it says; timeouts of calls and containers are never over. Pure.
 */
public final class Rehearsal {

  private final Plan plan;
  private final Stage stage;
  private final Scene scene;

  private Rehearsal(
      Plan plan, @Nullable Object input, Mocks mocks, ArgumentCheck arguments, Instant start) {
    this.plan = plan;
    stage = new Stage(plan, mocks, new Agenda(start), arguments);
    PlanGraph graph = new PlanGraph(plan);
    PlanState state = new PlanState(graph);
    stage.open(graph);
    Vision vision = Vision.plan(graph, state, Output.of(input));
    scene = new Scene(stage, graph, state, vision, () -> false, () -> {});
  }

  /**
   * Runs it.
   *
   * @param plan a valid one
   * @param mocks checked against the plan by {@link MockReader}
   * @param arguments how tools take what they are given, as long as nothing was made up
   * @param start when it is said to start
   * @throws RehearsalTooLarge when it has too many steps or too large values
   * @throws WorkTime.OverException when a time that the caller has set is over
   */
  public static Rehearsed of(
      Plan plan, @Nullable Object input, Mocks mocks, ArgumentCheck arguments, Instant start) {
    return new Rehearsal(plan, input, mocks, arguments, start).run();
  }

  /** Runs it; its tools take whatever they are given. */
  public static Rehearsed of(Plan plan, @Nullable Object input, Mocks mocks, Instant start) {
    return of(plan, input, mocks, ArgumentCheck.NONE, start);
  }

  private Rehearsed run() {
    scene.goOn();
    while (stage.agenda().next()) {
      WorkTime.check();
    }
    if (!scene.state().ended()) {
      throw new IllegalStateException("steps are left without an end");
    }
    Halt halt = scene.halted();
    if (halt != null) {
      return ended(PlanStatus.FAILED, halt, null);
    }
    try {
      return ended(PlanStatus.COMPLETED, null, result());
    } catch (ExpressionException e) {
      String reason = FailureCategory.EXPRESSION_ERROR.name();
      return ended(PlanStatus.FAILED, new Halt(reason, null, "/result: " + e.getMessage()), null);
    }
  }

  private @Nullable Object result() throws ExpressionException {
    Set<String> reads = PlanResults.reads(plan.steps(), plan.result(), scene.vision().names());
    return PlanResults.of(plan.steps(), plan.result(), scene.vision().bindings(reads));
  }

  private Rehearsed ended(PlanStatus status, @Nullable Halt why, @Nullable Object result) {
    return new Rehearsed(
        status,
        why == null ? null : why.reason(),
        why == null ? null : why.step(),
        why == null ? null : why.message(),
        result,
        scene.playbill().lines(),
        stage.order());
  }
}
