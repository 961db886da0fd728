package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.PlanEvidence.Event;
import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.testkit.invariant.PlanRows.EventRow;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * I6: a quiet plan's events are numbered from 1 without a gap, its end is the last, once a run, and
 * the stream tells what the pages tell.
 */
final class WholeLog implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I6");
    for (PlanEvidence plan : evidence.plans()) {
      if (plan.rows() != null && plan.read() != null) {
        rows(plan.id(), plan.rows(), found);
        pages(plan.id(), plan.rows(), plan.read(), found);
        stream(plan.id(), plan.read(), found);
      }
    }
    return found.all();
  }

  private static void rows(String plan, PlanRows rows, Findings found) {
    Set<Long> seen = new HashSet<>();
    for (EventRow row : rows.events()) {
      found.expect(row.seq() != null, plan, row.type(), "has no number");
      if (row.seq() != null) {
        found.expect(seen.add(row.seq()), plan, "event " + row.seq(), "its number stands twice");
      }
    }
    found.expect(
        rows.lastSeq() == rows.events().size(),
        plan,
        "plan",
        "counts %d events, %d stand".formatted(rows.lastSeq(), rows.events().size()));
    long ends =
        rows.events().stream().filter(row -> PlanEvidence.ENDS.contains(row.type())).count();
    found.expect(
        ends == rows.run(), plan, "plan", "ended %d times in %d runs".formatted(ends, rows.run()));
  }

  private static void pages(String plan, PlanRows rows, PlanSeen seen, Findings found) {
    for (int i = 0; i < seen.events().size(); i++) {
      long seq = seen.events().get(i).seq();
      found.expect(seq == i + 1L, plan, "event " + (i + 1), "is numbered %d".formatted(seq));
    }
    found.expect(
        seen.events().size() == rows.events().size(),
        plan,
        "REST",
        "tells %d events, %d stand".formatted(seen.events().size(), rows.events().size()));
    if (!seen.events().isEmpty()) {
      Event last = seen.events().getLast();
      String wanted = "plan." + rows.status().toLowerCase(Locale.ROOT);
      found.expect(
          last.ends() && last.type().equals(wanted),
          plan,
          "event " + last.seq(),
          "is the last: %s, of a plan that is %s".formatted(last.type(), rows.status()));
    }
  }

  private static void stream(String plan, PlanSeen seen, Findings found) {
    List<String> pages = seen.events().stream().map(e -> e.seq() + " " + e.type()).toList();
    found.expect(
        pages.equals(seen.streamed()),
        plan,
        "stream",
        "%s, pages %s".formatted(seen.streamed(), pages));
    List<String> rest =
        seen.events().stream()
            .filter(event -> event.seq() > seen.resumedFrom())
            .map(event -> event.seq() + " " + event.type())
            .toList();
    found.expect(
        rest.equals(seen.resumed()),
        plan,
        "stream after " + seen.resumedFrom(),
        "%s, pages %s".formatted(seen.resumed(), rest));
  }
}
