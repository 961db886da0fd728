package dev.cadre.activities.step;

import dev.cadre.activities.TestPostgres;
import dev.cadre.activities.plan.PlanBookActivities;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.plan.Submission;
import dev.cadre.stores.plan.Submissions;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.step.PostgresBlobs;
import dev.cadre.stores.step.PostgresResults;
import dev.cadre.stores.step.RecentValues;
import dev.cadre.stores.step.Results;
import dev.cadre.testkit.plan.NewPlans;
import dev.cadre.workflows.plan.ClosePlan;
import dev.cadre.workflows.plan.Plan;
import dev.cadre.workflows.plan.PlanEnd;
import dev.cadre.workflows.plan.PlanId;
import dev.cadre.workflows.plan.PlanStatus;
import dev.cadre.workflows.plan.StartPlan;
import dev.cadre.workflows.step.Step;
import dev.cadre.workflows.tenant.TenantId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Opened plans in a PostgreSQL that ends with the JVM. */
final class TestPlans {

  static final TenantId TENANT = TenantId.DEMO;
  static final TestPlans ONE = new TestPlans();

  final Postgres postgres;
  final ScopeKeys keys;
  final Snapshots snapshots;
  final Results results;
  final RecentValues recent = new RecentValues();
  final PlanBookActivities book;

  private final TestPostgres server = new TestPostgres();

  private TestPlans() {
    postgres = server.postgres();
    keys = server.keys();
    snapshots = new Snapshots(postgres, keys);
    results = new PostgresResults(postgres, keys, new PostgresBlobs(postgres, keys), recent);
    CatalogueSnapshot catalogue = CatalogueSnapshot.shipped(Set.of("anthropic", "local"));
    book =
        new PlanBookActivities(
            new PlanBookStore(postgres, keys, Clock.systemUTC()),
            new GateClosings(),
            new Containers(postgres, keys, Clock.systemUTC()),
            snapshots,
            results,
            _ -> catalogue,
            null);
  }

  /** Submits and opens. */
  PlanId open(Object result, Step... steps) {
    PlanId id = NewPlans.id();
    Plan plan = NewPlans.of("5", result, List.of(steps));
    new Submissions(postgres, keys, Clock.systemUTC())
        .submit(new Submission(TENANT, id, plan, Map.of("topic", "tea"), "requester", null, "{}"))
        .block();
    book.open(new StartPlan(TENANT, id, 1));
    return id;
  }

  /** Ends a first run in which these occurrences completed. */
  PlanEnd complete(PlanId plan, Map<String, Integer> uses) {
    return book.close(new ClosePlan(TENANT, plan, 1, PlanStatus.COMPLETED, null, null, null, uses));
  }

  /** A value by SQL, past row-level security. */
  String read(String sql, Object... values) {
    return server.read(sql, values);
  }
}
