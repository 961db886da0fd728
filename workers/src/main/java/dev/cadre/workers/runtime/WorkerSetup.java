package dev.cadre.workers.runtime;

import dev.cadre.activities.key.KeyRingActivities;
import dev.cadre.activities.llm.Providers;
import dev.cadre.activities.plan.PlanBookActivities;
import dev.cadre.activities.step.AttemptActivities;
import dev.cadre.activities.step.Bulkheads;
import dev.cadre.activities.step.ModelDoors;
import dev.cadre.activities.tool.ToolTypes;
import dev.cadre.stores.activation.ActiveNames;
import dev.cadre.stores.agent.CatalogueSnapshot;
import dev.cadre.stores.agent.Catalogues;
import dev.cadre.stores.gate.GateClosings;
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeyRotations;
import dev.cadre.stores.key.KeySettings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.step.Attempts;
import dev.cadre.stores.step.PostgresAttempts;
import dev.cadre.stores.step.PostgresBlobs;
import dev.cadre.stores.step.PostgresResults;
import dev.cadre.stores.step.RecentValues;
import dev.cadre.stores.step.Results;
import dev.cadre.stores.tenant.OwnModels;
import dev.cadre.stores.tenant.Tenants;
import dev.cadre.stores.tool.BaseTypes;
import dev.cadre.stores.tool.Talks;
import dev.cadre.workflows.tenant.TenantId;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Puts together what plans and their attempts need of a worker. */
@Configuration(proxyBeanMethods = false)
class WorkerSetup {

  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  @Bean
  WorkerId workerId() {
    return new WorkerId(
        ProcessHandle.current().pid() + "@" + System.getenv().getOrDefault("HOSTNAME", "local"));
  }

  @Bean
  RecentValues recentValues() {
    return new RecentValues();
  }

  @Bean
  Snapshots snapshots(Postgres postgres, ScopeKeys keys) {
    return new Snapshots(postgres, keys);
  }

  @Bean
  Results results(Postgres postgres, ScopeKeys keys, RecentValues recent) {
    return new PostgresResults(postgres, keys, new PostgresBlobs(postgres, keys), recent);
  }

  @Bean
  Catalogues catalogues(Postgres postgres, Clock clock) {
    return new Catalogues(postgres, clock);
  }

  @Bean
  BaseTypes baseTypes(Postgres postgres) {
    return new BaseTypes(postgres);
  }

  @Bean
  GateClosings gateClosings() {
    return new GateClosings();
  }

  @Bean
  PlanBookActivities planBook(
      Postgres postgres,
      ScopeKeys keys,
      Snapshots snapshots,
      Results results,
      Catalogues catalogues,
      Providers providers,
      OwnModels own,
      Clock clock,
      GateClosings closings,
      WorkerSettings settings) {
    return new PlanBookActivities(
        new PlanBookStore(postgres, keys, clock),
        closings,
        new Containers(postgres, keys, clock),
        snapshots,
        results,
        tenant -> now(catalogues, postgres, tenant).calling(reach(own, tenant, providers)),
        settings.historyLimit());
  }

  @Bean
  Attempts ledger(
      Postgres postgres,
      ScopeKeys keys,
      CooldownSettings cooldown,
      Clock clock,
      RecentValues recent) {
    return new PostgresAttempts(postgres, keys, cooldown, clock, recent);
  }

  @Bean
  AttemptActivities attempts(
      Attempts ledger,
      Snapshots snapshots,
      Results results,
      Catalogues catalogues,
      ModelDoors doors,
      Postgres postgres,
      ScopeKeys keys,
      Clock clock,
      ToolTypes tools,
      GateClosings closings,
      WorkerSettings settings,
      PrometheusMeterRegistry metrics) {
    return new AttemptActivities(
        ledger,
        new GateReads(postgres, keys),
        closings,
        snapshots,
        results,
        doors,
        catalogues::last,
        new Talks(postgres, keys),
        new Tenants(postgres, clock)::permits,
        tools,
        new Bulkheads(settings.share()),
        metrics);
  }

  private static Set<String> reach(OwnModels own, TenantId tenant, Providers providers) {
    return Objects.requireNonNull(own.reach(tenant, providers.reach()).block(STORE_WAIT));
  }

  /** With all that the tenant's plans may name, also what was deactivated since they were taken. */
  private static CatalogueSnapshot now(Catalogues catalogues, Postgres postgres, TenantId tenant) {
    return Objects.requireNonNull(
        Mono.zip(ActiveNames.of(postgres, tenant), catalogues.of(tenant), ActiveNames::all)
            .block(STORE_WAIT));
  }

  @Bean
  KeyRingActivities keyRing(
      Postgres postgres, KeyAccess access, KeySettings settings, Clock clock) {
    return new KeyRingActivities(
        new KeyRotations(postgres, access.keys(), clock, settings.rotateAfter()));
  }
}
