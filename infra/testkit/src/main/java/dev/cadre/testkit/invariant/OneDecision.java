package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.PlanEvidence.Event;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.testkit.invariant.PlanRows.Gate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** I5: a decision takes effect once, and nothing behind a gate starts before it has opened. */
final class OneDecision implements Invariant {

  private static final Set<String> STARTS =
      Set.of("step.started", "attempt.started", "step.completed", "gate.opened");

  /** What lets pass what is behind a gate: a yes, or that nobody had to be asked. */
  private static final Set<String> OPENS =
      Set.of("step.completed", "step.skipped", "gate.not_required");

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I5");
    for (PlanEvidence plan : evidence.plans()) {
      if (plan.rows() != null && plan.read() != null) {
        votes(plan.id(), plan.rows(), plan.read(), found);
        plan.rows().gates().forEach(gate -> closed(plan.id(), gate, plan.read(), found));
        order(plan.id(), plan.read(), found);
      }
    }
    return found.all();
  }

  private static void votes(String plan, PlanRows rows, PlanSeen seen, Findings found) {
    Set<String> voted = new HashSet<>();
    rows.votes()
        .forEach(vote ->
            found.expect(
                voted.add(vote.gate() + "/" + vote.reviewer()),
                plan,
                vote.gate(),
                "%s counts twice".formatted(vote.reviewer())));
    Map<String, Long> told =
        seen.events().stream()
            .filter(event -> event.type().equals("gate.decided"))
            .collect(
                Collectors.groupingBy(
                    e -> e.get("gate") + "/" + e.get("reviewer"), Collectors.counting()));
    voted.forEach(vote ->
        found.expect(
            told.getOrDefault(vote, 0L) == 1,
            plan,
            vote,
            "counts, and was told %d times".formatted(told.getOrDefault(vote, 0L))));
    told.keySet()
        .forEach(
            vote -> found.expect(voted.contains(vote), plan, vote, "was told, and no vote stands"));
  }

  private static void closed(String plan, Gate gate, PlanSeen seen, Findings found) {
    List<Event> closed =
        seen.events().stream()
            .filter(e -> e.type().equals("gate.closed") && e.get("gate").equals(gate.id()))
            .toList();
    found.expect(
        closed.size() == (gate.open() ? 0 : 1),
        plan,
        gate.id(),
        "is %s and was closed %d times".formatted(gate.open() ? "open" : "closed", closed.size()));
    closed.forEach(event ->
        found.expect(
            event.get("outcome").equals(gate.outcome()),
            plan,
            gate.id(),
            "told as %s, stands as %s".formatted(event.get("outcome"), gate.outcome())));
  }

  /** Reads the log forwards: what each gate has said so far against what starts behind it. */
  private static void order(String plan, PlanSeen seen, Findings found) {
    Map<String, Set<String>> gates = new HashMap<>();
    seen.needs().keySet().forEach(step -> gates.put(step, gatesAbove(step, seen)));
    Set<String> open = new HashSet<>();
    for (Event event : seen.events()) {
      String step = event.step();
      boolean copied = event.get("origin").equals("copied");
      if (STARTS.contains(event.type()) && !copied) {
        for (String gate : gates.getOrDefault(step, Set.of())) {
          found.expect(
              open.contains(gate),
              plan,
              step,
              "%s before %s has closed".formatted(event.type(), gate));
        }
      }
      if (OPENS.contains(event.type())) {
        open.add(step);
      }
    }
  }

  private static Set<String> gatesAbove(String step, PlanSeen seen) {
    Set<String> above = new HashSet<>();
    Deque<String> left = new ArrayDeque<>(seen.needs().getOrDefault(step, Set.of()));
    Set<String> visited = new HashSet<>();
    while (!left.isEmpty()) {
      String next = left.pop();
      if (visited.add(next)) {
        if ("gate".equals(seen.kinds().get(next))) {
          above.add(next);
        }
        left.addAll(seen.needs().getOrDefault(next, Set.of()));
      }
    }
    return above;
  }
}
