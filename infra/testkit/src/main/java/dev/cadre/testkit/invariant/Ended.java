package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import java.util.List;
import java.util.Set;

/** I1: every acknowledged plan is found and has ended, and its steps with it. */
final class Ended implements Invariant {

  private static final Set<String> PLAN = Set.of("COMPLETED", "FAILED", "CANCELLED");
  private static final Set<String> STEP = Set.of("COMPLETED", "FAILED", "SKIPPED", "CANCELLED");

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I1");
    for (PlanEvidence plan : evidence.plans()) {
      PlanRows rows = plan.rows();
      PlanSeen seen = plan.read();
      found.expect(rows != null, plan.id(), "plan", "acknowledged, and no row stands");
      found.expect(seen != null, plan.id(), "REST", "acknowledged, and answered with 404");
      if (rows == null || seen == null) {
        continue;
      }
      found.expect(
          PLAN.contains(rows.status()), plan.id(), "plan", "still %s".formatted(rows.status()));
      found.expect(
          rows.status().equals(seen.status()),
          plan.id(),
          "REST",
          "tells %s, the row says %s".formatted(seen.status(), rows.status()));
      found.expect(
          rows.unsent() == 0, plan.id(), "outbox", "%d orders unsent".formatted(rows.unsent()));
      // What a container holds has a state for each instance, and none for itself.
      seen.kinds()
          .keySet()
          .forEach(step -> {
            String state = seen.states().getOrDefault(step, "missing");
            found.expect(STEP.contains(state), plan.id(), step, "still %s".formatted(state));
          });
    }
    return found.all();
  }
}
