package dev.cadre.stores.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cadre.stores.runtime.TestStore;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LostPlansIT {

  private final TestStore store = TestStore.open();
  private final LostPlans plans = new LostPlans(store.postgres(), store.keys(), Clock.systemUTC());

  @Test
  void suspectsOfQuietPlansTheNamedAndTheCancelledOnes() {
    PlanId named = quiet();
    PlanId cancelled = quiet();
    PlanId neither = quiet();
    PlanId talks = store.plan(null, "draft");
    store.read(
        "update plan set cancel_requested_at = now() where id = ? returning id", cancelled.value());

    List<PlanId> suspects =
        plans.suspects(TestStore.TENANT, Set.of(named, talks)).block().stream()
            .map(LostPlans.Candidate::plan)
            .toList();

    assertThat(suspects).contains(named, cancelled).doesNotContain(neither, talks);
    assertThat(plans.suspects(new TenantId(neither.value()), Set.of(named)).block()).isEmpty();
  }

  /** One whose order has gone to Temporal, and that has told nothing for a minute. */
  private PlanId quiet() {
    PlanId plan = store.plan(null, "draft");
    store.read("update outbox set sent_at = now() where plan_id = ? returning id", plan.value());
    store.read(
        "update plan set created_at = now() - interval '1 minute' where id = ? returning id",
        plan.value());
    store.read(
        "with late as (update plan_event set at = at - interval '1 minute' where plan_id = ?"
            + " returning id) select count(*) from late",
        plan.value());
    return plan;
  }
}
