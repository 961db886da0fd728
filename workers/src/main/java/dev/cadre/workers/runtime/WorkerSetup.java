package dev.cadre.workers.runtime;

import com.uber.m3.tally.RootScopeBuilder;
import com.uber.m3.tally.Scope;
import dev.cadre.activities.credential.CredentialActivities;
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
import dev.cadre.stores.gate.GateReads;
import dev.cadre.stores.key.KeyAccess;
import dev.cadre.stores.key.KeyRotations;
import dev.cadre.stores.key.KeySettings;
import dev.cadre.stores.key.ScopeKeys;
import dev.cadre.stores.llm.CooldownSettings;
import dev.cadre.stores.plan.Containers;
import dev.cadre.stores.plan.PlanBookStore;
import dev.cadre.stores.plan.Snapshots;
import dev.cadre.stores.runtime.Payloads;
import dev.cadre.stores.runtime.Postgres;
import dev.cadre.stores.runtime.TemporalSettings;
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
import dev.cadre.workflows.credential.CredentialTestImpl;
import dev.cadre.workflows.key.KeyRotationImpl;
import dev.cadre.workflows.plan.PlanWorkflowImpl;
import dev.cadre.workflows.tenant.TenantId;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkerDeploymentVersion;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.common.reporter.MicrometerClientStatsReporter;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerDeploymentOptions;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** Puts the worker together. */
@Configuration(proxyBeanMethods = false)
class WorkerSetup {

  /** Activities that a workflow task may bring along in its answer; the SDK's default is 3. */
  private static final int EAGER = 64;

  private static final int INLINE = 200;

  private static final Duration STORE_WAIT = Duration.ofSeconds(15);

  /**
   * Longer than the SDK's second: a starved machine is no deadlock, and a failed task costs more
   * than it finds.
   */
  private static final long DEADLOCK_MILLIS = 5_000;

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
  PlanBookActivities planBook(
      Postgres postgres,
      ScopeKeys keys,
      Snapshots snapshots,
      Results results,
      Catalogues catalogues,
      Providers providers,
      OwnModels own,
      Clock clock,
      WorkerSettings settings) {
    return new PlanBookActivities(
        new PlanBookStore(postgres, keys, clock),
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
      WorkerSettings settings,
      PrometheusMeterRegistry metrics) {
    return new AttemptActivities(
        ledger,
        new GateReads(postgres, keys),
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

  @Bean(destroyMethod = "shutdownNow")
  WorkflowServiceStubs stubs(TemporalSettings settings, PrometheusMeterRegistry metrics) {
    Scope scope =
        new RootScopeBuilder()
            .reporter(new MicrometerClientStatsReporter(metrics))
            .reportEvery(com.uber.m3.util.Duration.ofSeconds(10));
    return WorkflowServiceStubs.newServiceStubs(
        settings.connection().setMetricsScope(scope).build());
  }

  @Bean
  WorkerFactory workerFactory(
      WorkflowServiceStubs stubs,
      TemporalSettings temporal,
      ScopeKeys keys,
      WorkerId id,
      WorkerSettings settings,
      PlanBookActivities planBook,
      AttemptActivities attempts,
      KeyRingActivities keyRing,
      CredentialActivities credentials,
      ObjectProvider<WorkerInterceptor> interceptors) {
    WorkflowClient client =
        WorkflowClient.newInstance(
            stubs,
            WorkflowClientOptions.newBuilder()
                .setNamespace(temporal.namespace())
                .setDataConverter(Payloads.sealed(keys))
                .setIdentity(id.value())
                .build());
    WorkerFactory factory =
        WorkerFactory.newInstance(
            client,
            WorkerFactoryOptions.newBuilder()
                .setUsingVirtualWorkflowThreads(true)
                .setWorkflowCacheSize(settings.workflows())
                .setWorkerInterceptors(
                    interceptors.orderedStream().toArray(WorkerInterceptor[]::new))
                .build());
    Worker worker = factory.newWorker(temporal.queue(), options(settings));
    worker.registerWorkflowImplementationTypes(
        PlanWorkflowImpl.class, KeyRotationImpl.class, CredentialTestImpl.class);
    worker.registerActivitiesImplementations(planBook, attempts, keyRing, credentials);
    return factory;
  }

  private static WorkerOptions options(WorkerSettings settings) {
    WorkerOptions.Builder options =
        WorkerOptions.newBuilder()
            .setUsingVirtualThreads(true)
            .setDefaultDeadlockDetectionTimeout(DEADLOCK_MILLIS)
            .setMaxEagerActivityReservationsPerWorkflowTask(EAGER)
            .setMaxConcurrentActivityExecutionSize(settings.activities())
            .setMaxConcurrentLocalActivityExecutionSize(INLINE);
    String build = settings.build();
    if (build != null) {
      options.setDeploymentOptions(
          WorkerDeploymentOptions.newBuilder()
              .setUseVersioning(true)
              .setVersion(new WorkerDeploymentVersion(settings.deployment(), build))
              .setDefaultVersioningBehavior(settings.plans())
              .build());
    }
    return options.build();
  }
}
