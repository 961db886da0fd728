package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.Evidence.Request;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** I12: the same idempotency key gives the same body, and so the same plan. */
final class SameAnswer implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I12");
    Map<String, Request> first = new HashMap<>();
    Map<String, String> owner = new HashMap<>();
    Set<String> known = evidence.plans().stream().map(PlanEvidence::id).collect(Collectors.toSet());
    for (Request request : evidence.requests()) {
      Request before = first.putIfAbsent(request.key(), request);
      found.expect(
          before == null || before.answer().equals(request.answer()),
          request.plan(),
          request.key(),
          "answered %s and %s".formatted(before == null ? "" : before.answer(), request.answer()));
      String other = owner.putIfAbsent(request.plan(), request.key());
      found.expect(
          other == null || other.equals(request.key()),
          request.plan(),
          request.key(),
          "made by another key too: %s".formatted("" + other));
      found.expect(
          known.contains(request.plan()), request.plan(), request.key(), "was not looked at");
    }
    return found.all();
  }
}
