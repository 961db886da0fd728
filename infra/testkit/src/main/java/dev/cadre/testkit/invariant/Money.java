package dev.cadre.testkit.invariant;

import dev.cadre.testkit.invariant.PlanEvidence.PlanSeen;
import dev.cadre.testkit.invariant.PlanRows.Budget;
import dev.cadre.testkit.invariant.PlanRows.Usage;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** I4: what is settled is what the attempts cost, nothing stays reserved, no limit is passed. */
final class Money implements Invariant {

  @Override
  public List<Violation> broken(Evidence evidence) {
    var found = new Findings("I4");
    for (PlanEvidence plan : evidence.plans()) {
      if (plan.rows() != null) {
        rows(plan.id(), plan.rows(), plan.read(), found);
      }
    }
    return found.all();
  }

  private static void rows(String plan, PlanRows rows, @Nullable PlanSeen seen, Findings found) {
    BigDecimal cost = BigDecimal.ZERO;
    for (Usage row : rows.usage()) {
      cost = cost.add(row.cost());
      found.expect(
          row.reserved().signum() == 0,
          plan,
          row.key(),
          "still reserves %s".formatted(row.reserved()));
    }
    found.expect(
        seen == null || new BigDecimal(seen.cost()).compareTo(cost) == 0,
        plan,
        "REST",
        "tells a cost of %s, the attempts cost %s"
            .formatted(seen == null ? "" : seen.cost(), cost));
    if (rows.budget() != null) {
      budget(plan, rows.budget(), cost, found);
    }
  }

  private static void budget(String plan, Budget budget, BigDecimal cost, Findings found) {
    found.expect(
        budget.settled().compareTo(cost) == 0,
        plan,
        "budget",
        "settled %s, the attempts cost %s".formatted(budget.settled(), cost));
    found.expect(
        budget.reserved().signum() == 0,
        plan,
        "budget",
        "still reserves %s".formatted(budget.reserved()));
    found.expect(
        budget.settled().add(budget.reserved()).compareTo(budget.limit()) <= 0,
        plan,
        "budget",
        "%s of %s spent".formatted(budget.settled(), budget.limit()));
  }
}
