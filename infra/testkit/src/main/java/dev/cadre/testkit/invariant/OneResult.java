package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.PlanEvidence.Event;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.testkit.invariant.PlanRows.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * I2: one committed result per (plan, step, occurrence), told once, and still what it was when it
 * was told.
 */
final class OneResult implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I2");
    for (PlanEvidence plan : evidence.plans()) {
      if (plan.rows() != null && plan.read() != null) {
        compare(plan.id(), plan.rows(), plan.read(), found);
      }
    }
    return found.all();
  }

  private static void compare(String plan, PlanRows rows, PlanSeen seen, Findings found) {
    Map<String, Event> told = told(plan, seen, found);
    Map<String, Result> standing = new HashMap<>();
    for (Result result : rows.results()) {
      String place = result.step() + "/" + result.occurrence();
      found.expect(standing.put(place, result) == null, plan, place, "has two results");
      if (!result.origin().equals("copied")) {
        sameAsTold(plan, place, result, told.get(place), found);
      }
      String read = seen.outputs().get(place);
      found.expect(
          read == null || read.equals(result.sha256()),
          plan,
          place,
          "the output read has digest %s, the row %s".formatted(read, result.sha256()));
    }
    told.keySet()
        .forEach(place ->
            found.expect(standing.containsKey(place), plan, place, "told, and no result stands"));
    seen.states()
        .forEach((step, state) ->
            found.expect(
                !state.equals("COMPLETED") || has(standing, step),
                plan,
                step,
                "COMPLETED without a result"));
    newest(rows)
        .forEach((step, occurrence) ->
            found.expect(
                !lost(seen, step, occurrence),
                plan,
                step + "/" + occurrence,
                "has a result, and is FAILED"));
  }

  private static Map<String, Integer> newest(PlanRows rows) {
    Map<String, Integer> newest = new HashMap<>();
    rows.results().forEach(result -> newest.merge(result.step(), result.occurrence(), Math::max));
    return newest;
  }

  /** Whether an occurrence is told as failed although it has its result. */
  private static boolean lost(PlanSeen seen, String step, int occurrence) {
    return seen.events().stream()
        .anyMatch(event ->
            event.type().equals("step.failed")
                && event.step().equals(step)
                && event.get("occurrence").equals(Integer.toString(occurrence)));
  }

  private static boolean has(Map<String, Result> standing, String step) {
    return standing.values().stream().anyMatch(result -> result.step().equals(step));
  }

  private static Map<String, Event> told(String plan, PlanSeen seen, Findings found) {
    Map<String, Event> told = new HashMap<>();
    for (Event event : seen.events()) {
      if (event.type().equals("step.completed")) {
        String place = event.step() + "/" + event.get("occurrence");
        found.expect(told.put(place, event) == null, plan, place, "completed twice");
      }
    }
    return told;
  }

  private static void sameAsTold(
      String plan, String place, Result result, @Nullable Event event, Findings found) {
    found.expect(event != null, plan, place, "has a result that no event tells");
    if (event != null) {
      boolean same =
          event.get("sha256").equals(result.sha256())
              && event.get("attempt").equals(result.attempt())
              && event.get("size").equals(Long.toString(result.size()));
      found.expect(same, plan, place, "told as %s, stands as %s".formatted(event.data(), result));
    }
  }
}
