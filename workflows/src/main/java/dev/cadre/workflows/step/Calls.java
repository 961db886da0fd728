package dev.cadre.workflows.step;

import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.tool.ToolSpec;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Calls models and tools for a plan's steps, attempt by attempt. */
public final class Calls {

  /** The step ends because its plan does. */
  public static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final StartPlan start;
  private final List<Frame> frames;
  private final Attempts attempts;
  private final Random random;

  /**
   * For one scope of a plan's run.
   *
   * @param start of the run
   * @param frames the containers around it
   * @param stopped whether the plan ends: then no further attempt is made
   * @param pause whether the plan is paused: then an attempt is put off
   * @param hold where attempts wait whose agent is not active
   * @param slots those of the plan
   * @param barrier what attempts find written first
   * @param random the workflow's own
   * @param expiry gives up what has timed out
   */
  public Calls(
      StartPlan start,
      List<Frame> frames,
      BooleanSupplier stopped,
      Pause pause,
      Hold hold,
      InlineSlots slots,
      Barrier barrier,
      Random random,
      Expiry expiry) {
    this.start = start;
    this.frames = frames;
    this.attempts = new Attempts(stopped, pause, hold, slots, barrier, expiry);
    this.random = random;
  }

  /**
   * A model's answer, from whatever target of the route gives one.
   *
   * @param tools that the agent's model may ask for
   * @throws StepFailed when none does
   * @throws StoppedException when the plan ends meanwhile
   */
  public Output model(
      Step step,
      int occurrence,
      String agent,
      List<RouteTarget> route,
      Map<String, ToolSpec> tools,
      Map<String, Integer> uses,
      @Nullable String note) {
    var work =
        new ModelChain.Work(
            start, step.id(), occurrence, agent, route, tools, step.options(), uses, frames, note);
    return new ModelChain(work, attempts, random).run().output();
  }

  /** A tool's answer; exceptions as above. */
  public Output tool(ToolStep step, int occurrence, boolean repeatable, Map<String, Integer> uses) {
    var work = ToolChain.Work.of(start, frames, step, occurrence, repeatable);
    return new ToolChain(work, attempts, random, attempts.deadline(step.options().timeout()))
        .run(uses)
        .output();
  }
}
