package dev.cadre.workflows.simulation;

import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.step.Frame;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.step.SubplanStep;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What {@code input} is: the plan's own, or that of the subplan that hides it. */
final class Inputs {

  private final Plan plan;
  private final Script script;
  private final Instant began;

  Inputs(Plan plan, Script script, Instant began) {
    this.plan = plan;
    this.script = script;
    this.began = began;
  }

  Map<String, Object> of(List<Frame> frames) {
    if (!frames.isEmpty()) {
      Step outer = PlanSteps.find(plan, frames.getFirst().step()).orElseThrow().step();
      if (outer instanceof SubplanStep subplan) {
        return subplan.input();
      }
    }
    String at = began.plusSeconds((long) script.startsAt()).toString();
    return Map.of("n", (long) script.number(), "at", at, "items", List.of());
  }
}
