package dev.cadre.workflows.simulation;

import dev.cadre.workflows.llm.RouteTarget;
import dev.cadre.workflows.plan.FakeRecord;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanSnapshot;
import dev.cadre.workflows.plan.PlanSnapshot.PriorStep;
import dev.cadre.workflows.plan.PlanSteps;
import dev.cadre.workflows.plan.Said;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Output;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What each run of a plan starts from: fixed when it is first opened, however often that is. */
final class Snapshots {

  private final Plan plan;
  private final Script script;
  private final Output input;
  private final FakeRecord record;
  private final Seen seen;
  private final boolean redone;
  private final Map<Integer, PlanSnapshot> fixed = new HashMap<>();

  /**
   * Of a plan.
   *
   * @param kept results that it takes over from another one
   */
  Snapshots(
      Plan plan,
      Script script,
      Output input,
      FakeRecord record,
      Seen seen,
      Map<String, Object> kept) {
    this.plan = plan;
    this.script = script;
    this.input = input;
    this.record = record;
    this.seen = seen;
    redone = !kept.isEmpty();
    kept.forEach((id, value) -> {
      record.completed(id, 1, null, Output.of(value));
      seen.made(id, 1, null, value);
    });
  }

  synchronized PlanSnapshot open(StartPlan start) {
    PlanSnapshot stands = fixed.computeIfAbsent(start.run(), this::fix);
    return start.goesOn() ? stands.goingOn(record.left()) : stands;
  }

  private PlanSnapshot fix(int run) {
    if (run == 1) {
      return snapshot(redone ? record.left() : List.of(), List.of());
    }
    List<PriorStep> prior = record.leftByAnotherRun();
    NextRun.open(seen, record.left());
    return snapshot(prior, record.said());
  }

  private PlanSnapshot snapshot(List<PriorStep> prior, List<Said> said) {
    Map<String, List<RouteTarget>> routes = new HashMap<>();
    PlanSteps.all(plan.steps()).forEach(step -> routes.put(step.id(), script.route(step.id())));
    return new PlanSnapshot(
        plan,
        "requester",
        input,
        Map.of(),
        routes,
        Set.of("http-get"),
        Map.of(),
        new Reviewers(script).asserted(),
        prior,
        script.historyLimit(),
        null,
        said);
  }
}
